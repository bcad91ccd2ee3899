from django.utils.translation import gettext_lazy as _

from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "reports",
    _("Reports"),
    menu=(MenuItem(_("Reports"), "reports:index", icon="chart", permission="dossier.oversee", order=70),),
)
