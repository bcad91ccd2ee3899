from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts import personal, services, sessions
from doanso.lib.modules import Module
from doanso.lib.personal import Retention

MODULE = Module(
    "accounts",
    _("Accounts"),
    holdings=personal.HOLDINGS,
    retention=(
        Retention(
            "accounts.sessions",
            _("Sign-ins that are over"),
            timedelta(seconds=settings.SESSION_COOKIE_AGE),
            _("the sign-in"),
            _("Only a sign-in that still holds serves anybody."),
            sessions.forget_over,
        ),
    ),
    load_demo=services.create_demo_accounts,
    demo_order=20,
)
