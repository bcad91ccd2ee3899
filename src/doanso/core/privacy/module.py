from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from doanso.core.privacy import personal, services
from doanso.core.privacy.queries import IDENTIFY, OVERSEE
from doanso.core.privacy.services import effects
from doanso.lib.modules import MenuItem, Module, NotificationKind, Panel
from doanso.lib.personal import Retention

MODULE = Module(
    "privacy",
    _("Protection of personal data"),
    menu=(
        MenuItem(_("Protection of personal data"), "privacy:viewings", icon="shield", permission=OVERSEE, order=940),
    ),
    panels=(Panel("profile", "privacy/panel_own.html", lambda request: {}, order=40),),
    permissions={
        OVERSEE: _("Watch over personal data: see who looked at whom"),
        IDENTIFY: _("See the whole citizen number of somebody, for a reason that is written down"),
    },
    places={
        "privacy.viewings": _("Log of who looked at whom"),
        "privacy.number": _("The whole citizen number"),
        "privacy.copy": _("A copy of everything, printed at the desk"),
        "units.person": _("Page of the administration"),
    },
    holdings=personal.HOLDINGS,
    effects=effects.EFFECTS,
    notifications=(NotificationKind("privacy.copy_ready", _("A copy of your data is ready"), mandatory=True),),
    retention=(
        Retention(
            "privacy.viewings",
            _("Log of who looked at whom"),
            timedelta(days=services.kept_days()),
            _("the day on which somebody looked"),
            _("So that people can find out who opened their record. The setting DOANSO_KEEP_VIEWINGS_DAYS changes it."),
            lambda now: services.remove_old_viewings(now=now),
        ),
    ),
)
