"""The forms of accounts. allauth's forms do the work; here they get our words, hints and limits."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context as allauth_context
from allauth.mfa.base import forms as mfa_base_forms
from allauth.mfa.totp import forms as mfa_totp_forms
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import unconfirmed
from accounts.expired import kept_post
from accounts.mail import preferences
from accounts.mail.kinds import MailKind, kinds_for
from accounts.models import MailMode, User
from core.plain_text import REQUIRED, WHOLE_EMAIL, plain_line, without_invisible

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 200
LONGEST_CODE = 40


class PlainFields(forms.Form):
    """Words beside a field instead of inside it, our labels and hints, and an upper limit for what is typed."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        kept = kept_post(allauth_context.request) if allauth_context.request is not None else None
        if kept is not None and not self.is_bound:
            # A form that was refused begins with what was typed into it (accounts.refused).
            self.initial.update({name: kept[name] for name in self.fields if name in kept})
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            # Setting a limit on a made field adds no validator, so both are set.
            field.error_messages["required"] = REQUIRED
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = WHOLE_EMAIL
                self._limit(field, LONGEST_EMAIL)
            elif isinstance(field.widget, forms.PasswordInput):
                self._limit(field, LONGEST_PASSWORD)
            elif name == "code":
                self._limit(field, LONGEST_CODE)
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                field.validators = [*field.validators, plain_line]
            if name in self.words:
                field.label, field.help_text = self.words[name]

    @staticmethod
    def _limit(field: Any, longest: int) -> None:
        field.max_length = longest
        field.widget.attrs["maxlength"] = str(longest)
        field.validators = [
            *(validator for validator in field.validators if not isinstance(validator, MaxLengthValidator)),
            MaxLengthValidator(longest),
        ]


EMAIL = (_("Adres e-mail"), "")
NEW_PASSWORD = (
    _("Nowe hasło"),
    _("Co najmniej 8 znaków: nie same cyfry, nic podobnego do Twoich danych. Dobre hasło to kilka słów, które łatwo zapamiętać."),
)
AGAIN = (_("Powtórz hasło"), "")


class LoginForm(PlainFields, allauth_forms.LoginForm):
    words = {"login": EMAIL, "password": (_("Hasło"), ""), "remember": (_("Zapamiętaj mnie na tym urządzeniu"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        # The demo's log-in page has a link for each demo person: no script is needed to fill the form.
        wanted = self.request.GET.get("demo") if settings.DEMO and self.request is not None else None
        if wanted:
            from core.demo.users import showcase

            for login in showcase():
                if login["email"] == wanted:
                    self.initial.update(login=login["email"], password=login["password"])
                    self.fields["password"].widget.render_value = True


class SignupForm(PlainFields, allauth_forms.SignupForm):
    account_already_exists: bool
    words = {
        "email": (EMAIL[0], _("Wyślemy na niego link, którym potwierdzisz założenie konta.")),
        "password1": (_("Hasło"), NEW_PASSWORD[1]),
        "password2": AGAIN,
    }

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """allauth's: an address that has an account gets a mail, and the same answer. In the same time, too, and of two at once."""
        # Of a taken address just the same: the next page must not tell them apart.
        unconfirmed.remember(request, self.cleaned_data["email"], login=False)
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True  # since the form was checked
        else:
            User().set_password(self.cleaned_data["password1"])  # what takes the time of making an account
        return super().try_save(request)


class SendConfirmationForm(PlainFields):
    """Where to send the link once more that confirms an address."""

    words = {"email": (EMAIL[0], _("Ten, na który zakładasz konto. List wysyłamy najwyżej raz na trzy minuty."))}
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    words = {"email": EMAIL}


class ResetPasswordKeyForm(PlainFields, allauth_forms.ResetPasswordKeyForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    words = {"oldpassword": (_("Obecne hasło"), ""), "password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    words = {"password1": NEW_PASSWORD, "password2": AGAIN}


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    words = {"email": (_("Nowy adres e-mail"), _("Wyślemy na niego link. Adres zmieni się, gdy go otworzysz."))}


class ReauthenticateForm(PlainFields, allauth_forms.ReauthenticateForm):
    words = {"password": (_("Hasło"), "")}


CODE = (_("Kod"), _("Sześć cyfr z aplikacji albo jeden z kodów zapasowych."))


class MfaAuthenticateForm(PlainFields, mfa_base_forms.AuthenticateForm):
    words = {"code": CODE}


class MfaReauthenticateForm(PlainFields, mfa_base_forms.ReauthenticateForm):
    words = {"code": CODE}


class MfaActivateForm(PlainFields, mfa_totp_forms.ActivateTOTPForm):
    words = {"code": (_("Kod z aplikacji"), _("Sześć cyfr, które aplikacja pokazuje po dodaniu konta."))}


# --- Ours


class ProfileForm(PlainFields, forms.ModelForm):
    """A person's names, as staff and members of their organisations see them."""

    words = {
        "first_name": (_("Imię"), _("Zobaczą je osoby z Twoich organizacji i redakcja portalu.")),
        "last_name": (_("Nazwisko"), ""),
    }

    class Meta:
        model = User
        fields = ["first_name", "last_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, autocomplete in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean_first_name(self) -> str:
        return without_invisible(self.cleaned_data["first_name"]).strip()

    def clean_last_name(self) -> str:
        return without_invisible(self.cleaned_data["last_name"]).strip()


class CloseAccountForm(PlainFields):
    """Who closes an account types its password once more."""

    words = {"password": (_("Hasło"), _("Wpisz je, żeby potwierdzić, że to Twoja decyzja."))}
    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("To nie jest Twoje hasło."))
        return self.cleaned_data["password"]


class MailSettingsForm(forms.Form):
    """One switch for each kind of mail; security mails are listed by the page, without a switch."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user = user
        modes = preferences.modes_for(user)
        offered = kinds_for(user)
        self.always = [kind for kind in offered if kind.security]
        self.switches: dict[str, MailKind] = {kind.code.replace(".", "-"): kind for kind in offered if not kind.security}
        for name, kind in self.switches.items():
            self.fields[name] = forms.ChoiceField(
                label=kind.label,
                help_text=" ".join(part for part in (str(kind.about), _("Dostajesz je, bo %(reason)s.") % {"reason": kind.why}) if part),
                choices=MailMode.choices,
                widget=forms.RadioSelect,
                initial=modes[kind.code],
                error_messages={
                    "required": _("Wybierz, kiedy wysyłać te e-maile."),
                    "invalid_choice": _("Wybierz jedną z podanych odpowiedzi."),
                },
            )

    def save(self) -> None:
        """Remember the choices; a kind left as it was by default gets no row, so a later default reaches the person."""
        modes = preferences.modes_for(self.user)
        for name, kind in self.switches.items():
            mode = self.cleaned_data[name]
            if mode != modes[kind.code]:
                preferences.choose(self.user, kind.code, mode)
