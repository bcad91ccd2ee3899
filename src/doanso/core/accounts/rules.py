"""Who must prove themselves twice."""

from django.conf import settings
from django.utils.module_loading import import_string

from doanso.core.accounts.models import User


def needs_second_factor(user: User) -> bool:
    """`DOANSO_REQUIRE_MFA` lists `all`, `staff`, or permissions: whoever holds one of them anywhere."""
    wanted = set(settings.REQUIRE_MFA)
    if "all" in wanted or ("staff" in wanted and user.is_staff):
        return True
    permissions = wanted - {"all", "staff"}
    return bool(permissions) and any(import_string(settings.MENU_RULE)(user, name) for name in permissions)
