from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms import personal, services
from doanso.blocks.eforms.demo import load_forms
from doanso.lib.modules import Module
from doanso.lib.personal import Retention


def load_demo(now: datetime) -> None:
    load_forms(by=None, now=now)


MODULE = Module(
    "eforms",
    _("Forms"),
    holdings=personal.HOLDINGS,
    retention=(
        Retention(
            "eforms.drafts",
            _("Forms begun and not submitted, and their files"),
            timedelta(days=services.DRAFT_DAYS),
            _("the last time that they were saved"),
            _("Nobody handed them in: no procedure needs them."),
            lambda now: services.purge_expired(now=now),
        ),
    ),
    load_demo=load_demo,
    demo_order=40,
)
