from django.utils.translation import gettext_lazy as _

from doanso.core.units import demo
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "units",
    _("Units and people"),
    footer=(MenuItem(_("Units"), "units:index", icon="building", public=True),),
    load_demo=demo.load,
    demo_order=10,
)
