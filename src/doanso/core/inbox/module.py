from django.utils.translation import gettext_lazy as _

from doanso.core.inbox import queries
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "inbox",
    _("My work"),
    menu=(
        MenuItem(_("My work"), "inbox:index", icon="inbox", order=20, count=lambda user: queries.badge(user.person)),
    ),
)
