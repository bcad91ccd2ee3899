"""Who must prove themselves twice."""

from django.conf import settings
from django.utils.module_loading import import_string

from doanso.core.accounts.models import User
from doanso.lib.modules import all_modules


def needs_second_factor(user: User) -> bool:
    """`DOANSO_REQUIRE_MFA` lists `all`, `staff` (who may do anything for a unit), or permissions held anywhere."""
    wanted = set(settings.REQUIRE_MFA)
    if "all" in wanted:
        return True
    if "staff" in wanted:
        wanted.update(*(module.permissions for module in all_modules()))
    return bool(wanted) and import_string(settings.MENU_RULE)(user, " ".join(wanted))
