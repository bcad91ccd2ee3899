from django.utils.translation import gettext_lazy as _

from doanso.core.units import demo
from doanso.lib.modules import Module

MODULE = Module("units", _("Units and people"), load_demo=demo.load, demo_order=10)
