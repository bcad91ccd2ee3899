from django.utils.translation import gettext_lazy as _

from doanso.blocks.questions import demo
from doanso.lib.modules import Module

MODULE = Module(
    "questions",
    _("Question bank"),
    permissions={
        "questions.write": _("Write questions of a bank"),
        "questions.review": _("Accept questions that somebody else wrote"),
        "questions.keys": _("Read the key of a question while it is being asked, with a reason"),
    },
    load_demo=lambda now: demo.load(now),
    demo_order=40,
)
