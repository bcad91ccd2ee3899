from django.utils.translation import gettext_lazy as _

from doanso.core.units import demo, panels, personal, queries, services
from doanso.core.units.queries import ADMIN
from doanso.lib.modules import MenuItem, Module, Panel
from doanso.lib.moves import Move

MODULE = Module(
    "units",
    _("Units and people"),
    menu=(MenuItem(_("Administration"), "units:administration", icon="settings", permission=ADMIN, order=950),),
    footer=(MenuItem(_("Units"), "units:index", icon="building", public=True),),
    panels=(
        Panel("profile", "units/panel_delegate.html", panels.own_seats, order=30),
        Panel("admin", "units/admin/panel.html", panels.configuration, order=10),
    ),
    permissions={
        "people.view": _("See the people of the unit, their seats and memberships"),
        "delegate": _("Let somebody else act on one's seat"),
        ADMIN: _("Look after people, accounts and roles"),
    },
    holdings=personal.HOLDINGS,
    moves=(
        Move("units.seats", _("Seats"), queries.seats_to_hand_over, services.hand_over_seats, order=10),
        Move("units.below", _("Units below"), queries.below_to_hand_over, services.hand_over_units_below, order=20),
    ),
    seed=lambda now: services.seed_roles(),
    load_demo=demo.load,
    demo_order=10,
)
