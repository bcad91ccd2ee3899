from django.utils.translation import gettext_lazy as _

from doanso.features.members import services
from doanso.lib.modules import Effect, Module

MODULE = Module(
    "members",
    _("Members"),
    effects=(
        Effect("members.admit", _("Admit the applicant as a member"), services.admit_applicant),
        Effect("members.appoint", _("Appoint the elected people"), services.appoint_elected),
    ),
)
