from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms.demo import load_forms
from doanso.lib.modules import Module


def load_demo(now: datetime) -> None:
    load_forms(by=None, now=now)


MODULE = Module("eforms", _("Forms"), load_demo=load_demo, demo_order=40)
