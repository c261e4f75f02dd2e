"""Whom an invitation means: what identifies one organisation is enough, and what does not names the candidates."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from events_calendar.wizard_forms.base import NumberField
from framework_calendar.proposal_forms.with_whom import organisation_called
from tests.framework_calendar.proposal_pages import another

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["świetlica", "SWIETLICA ROZ", "Róż Świetlica", "Stowarzyszenie Świetlica Róż"])
def test_a_part_of_a_name_that_only_one_has_is_enough(typed: str) -> None:
    wanted, _user = another("Stowarzyszenie Świetlica Róż", "swietlica")
    another("Stowarzyszenie Orka", "orka")
    assert organisation_called(typed) == wanted


def test_a_part_that_several_have_names_them() -> None:
    another("Stowarzyszenie Świetlica", "swietlica")
    another("Stowarzyszenie Orka", "orka")
    with pytest.raises(ValidationError, match="pasuje do kilku organizacji: „Stowarzyszenie Orka”, „Stowarzyszenie Świetlica”"):
        organisation_called("stowarzyszenie")


def test_a_whole_name_within_a_longer_one_means_itself() -> None:
    wanted, _user = another("Koło Róż", "kolo-roz")
    another("Koło Róż w Ustce", "kolo-roz-ustka")
    assert organisation_called("kolo roz") == wanted


def test_a_cop_is_nobody_to_invite() -> None:
    another("COP Świetlica", "cop-swietlica", kind="cop")
    with pytest.raises(ValidationError, match="Nie ma w portalu"):
        organisation_called("Świetlica")


@pytest.mark.parametrize("typed", ["1500", "1 500", "1\u00a0500", "1\u2009500", "1\u202f500", "1.500", " 1 500 "])
def test_thousands_may_be_set_apart(typed: str) -> None:
    assert NumberField().clean(typed) == 1500


def test_a_round_thousand_is_not_one() -> None:
    assert NumberField().clean("1.000") == 1000


@pytest.mark.parametrize("typed", ["1 50", "1.5", "15 00", "1 500 0"])
def test_what_is_no_number_of_people_is_still_told(typed: str) -> None:
    with pytest.raises(ValidationError, match="Wpisz liczbę"):
        NumberField().clean(typed)
