from django.utils.translation import gettext_lazy as _

from doanso.features.organisation import naming, panels, services
from doanso.lib.merging import Naming
from doanso.lib.modules import Module, NotificationKind, Panel

MODULE = Module(
    "organisation",
    _("Changes of the organisation"),
    panels=(
        Panel("unit", "organisation/panel_unit.html", panels.of_unit, order=50),
        Panel("admin", "organisation/panel_admin.html", panels.of_administration, order=15),
    ),
    effects=services.EFFECTS,
    namings=(
        Naming(
            "organisation.plans",
            _("Changes of the organisation"),
            naming.plans_of,
            stop=_("A decided change of units names the record that shall go. Wait for its day, or give it up."),
        ),
    ),
    notifications=(
        NotificationKind("organisation.done", _("A decided change was carried out")),
        NotificationKind("organisation.failed", _("A decided change could not be carried out"), mandatory=True),
    ),
)
