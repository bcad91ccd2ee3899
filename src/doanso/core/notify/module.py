from django.utils.translation import gettext_lazy as _

from doanso.core.notify import personal, queries
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "notify",
    _("Notifications"),
    holdings=personal.HOLDINGS,
    menu=(
        MenuItem(
            _("Notifications"),
            "notify:index",
            icon="bell",
            order=90,
            count=lambda user: queries.unread_count(user.person),
        ),
    ),
)
