from django.utils.translation import gettext_lazy as _

from doanso.core.units import demo, panels
from doanso.lib.modules import MenuItem, Module, Panel

MODULE = Module(
    "units",
    _("Units and people"),
    footer=(MenuItem(_("Units"), "units:index", icon="building", public=True),),
    panels=(Panel("profile", "units/panel_delegate.html", panels.own_seats, order=30),),
    load_demo=demo.load,
    demo_order=10,
)
