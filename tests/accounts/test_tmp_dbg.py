import pytest
from tests.accounts.test_workflow import *
from tests.accounts.test_workflow import untouched
import home.admin.pages as hp
@pytest.mark.django_db
def test_x(client, site_tree, people):
    page, form = untouched(client, site_tree, people)
    client.force_login(people.moderator)
    orig = hp.PortalEditView.perform_workflow_action
    def spy(self):
        from django.utils import timezone as tz
        bf=self.form["date"]; d=bf.field.to_python(bf.data)
        print("DBG", tz.get_current_timezone(), repr(d), repr(bf.initial), d==bf.initial, type(bf.field), bf.field.has_changed(bf.initial, bf.data), repr(self.form.initial.get("date")))
        return orig(self)
    hp.PortalEditView.perform_workflow_action = spy
    try:
        r=client.post(edit_url(page), {**form, "workflow-action-extra-data": '{"comment": "Dobrze"}'}, follow=True)
    finally:
        hp.PortalEditView.perform_workflow_action = orig
