from django.utils.translation import gettext_lazy as _

from doanso.features.organisation import panels, services
from doanso.lib.modules import Module, NotificationKind, Panel

MODULE = Module(
    "organisation",
    _("Changes of the organisation"),
    panels=(
        Panel("unit", "organisation/panel_unit.html", panels.of_unit, order=50),
        Panel("admin", "organisation/panel_admin.html", panels.of_administration, order=15),
    ),
    effects=services.EFFECTS,
    notifications=(
        NotificationKind("organisation.done", _("A decided change was carried out")),
        NotificationKind("organisation.failed", _("A decided change could not be carried out"), mandatory=True),
    ),
)
