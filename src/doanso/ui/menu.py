"""The main menu, built from the manifests of the modules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from doanso.lib.modules import MenuItem, all_modules


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool
    count: int = 0


def entries(request: HttpRequest) -> list[Entry]:
    """What this reader may open. `settings.MENU_RULE` names the function `(user, permission) -> bool` that decides."""
    user = getattr(request, "user", None)
    items = [item for module in all_modules() for item in module.menu]
    return list(_entries(request, user, sorted(items, key=lambda item: item.order)))


def footer(request: HttpRequest) -> list[Entry]:
    return list(_entries(request, None, [item for module in all_modules() for item in module.footer]))


def _entries(request: HttpRequest, user: Any, items: list[MenuItem]) -> Iterator[Entry]:
    for item in items:
        url = _address(item)
        if url and _visible(item, user):
            current = request.path == url or (url != "/" and request.path.startswith(url))
            signed_in = user is not None and user.is_authenticated
            count = item.count(user) if item.count and signed_in else 0
            yield Entry(str(item.label), url, item.icon or "file", current, count)


def _address(item: MenuItem) -> str:
    """Empty while the address does not exist: a half-installed module must not take every page down."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _visible(item: MenuItem, user: Any) -> bool:
    if item.public:
        return True
    if user is None or not user.is_authenticated:
        return False
    return not item.permission or _rule()(user, item.permission)


def _rule() -> Callable[[Any, str], bool]:
    return import_string(settings.MENU_RULE) if getattr(settings, "MENU_RULE", "") else lambda user, permission: False
