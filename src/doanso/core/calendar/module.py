from django.utils.translation import gettext_lazy as _

from doanso.core.calendar import rules, services
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "calendar",
    _("Working calendar"),
    menu=(MenuItem(_("Working calendar"), "calendar:index", icon="calendar", permission=rules.PERMISSION, order=900),),
    footer=(MenuItem(_("Working calendar"), "calendar:index", icon="calendar", public=True, order=50),),
    permissions={
        rules.PERMISSION: _("Change the working calendar of the unit"),
        rules.EVERYBODY: _("Change everybody's working calendar: public holidays, swapped days"),
    },
    seed=lambda now: services.seed(now=now),
    demo_order=20,
)
