from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProblemGroupsConfig(AppConfig):
    name = "problem_groups"
    verbose_name = _("Grupy problemowe")
