from django.utils.translation import gettext_lazy as _

from doanso.blocks.questions import demo
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "questions",
    _("Question bank"),
    menu=(
        MenuItem(
            _("Question bank"), "questions:index", icon="list", permission="questions.write questions.review", order=68
        ),
    ),
    permissions={
        "questions.write": _("Write questions of a bank"),
        "questions.review": _("Accept questions that somebody else wrote"),
        "questions.keys": _("Read the key of a question while it is being asked, with a reason"),
    },
    load_demo=lambda now: demo.load(now),
    demo_order=40,
)
