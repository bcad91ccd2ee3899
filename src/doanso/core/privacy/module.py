from django.utils.translation import gettext_lazy as _

from doanso.core.privacy.queries import OVERSEE
from doanso.lib.modules import MenuItem, Module, Panel

MODULE = Module(
    "privacy",
    _("Personal data"),
    menu=(MenuItem(_("Personal data"), "privacy:viewings", icon="shield", permission=OVERSEE, order=940),),
    panels=(Panel("profile", "privacy/panel_own.html", lambda request: {}, order=40),),
    permissions={OVERSEE: _("Watch over personal data: see who looked at whom")},
    places={
        "privacy.viewings": _("Log of who looked at whom"),
        "units.person": _("Page of the administration"),
    },
)
