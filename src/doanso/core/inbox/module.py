from django.utils.translation import gettext_lazy as _

from doanso.core.inbox import queries, services
from doanso.lib.modules import MenuItem, Module
from doanso.lib.moves import Move

MODULE = Module(
    "inbox",
    _("My work"),
    menu=(
        MenuItem(_("My work"), "inbox:index", icon="inbox", order=20, count=lambda user: queries.badge(user.person)),
    ),
    moves=(Move("inbox.items", _("My work"), queries.to_hand_over, services.hand_over, order=50),),
)
