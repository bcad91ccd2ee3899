"""The main menu, built from the manifests of the modules. It stands on every page, so it is made once and of little."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from doanso.lib.modules import MenuItem, all_modules


@dataclass(frozen=True)
class Entry:
    """`is_tool`: it asks for a permission, so it belongs to those who run things."""

    label: str
    url: str
    icon: str
    current: bool
    count: int = 0
    is_tool: bool = False


@dataclass(frozen=True)
class Menu:
    """`common` stands in a row; `tools` fold away under one heading, unless there is but one of them."""

    common: tuple[Entry, ...]
    tools: tuple[Entry, ...]


def of(request: HttpRequest) -> Menu:
    found = entries(request)
    tools = tuple(entry for entry in found if entry.is_tool)
    if len(tools) < 2:
        return Menu(tuple(found), ())
    return Menu(tuple(entry for entry in found if not entry.is_tool), tools)


def entries(request: HttpRequest) -> list[Entry]:
    """What this reader may open. `settings.MENU_RULE` names the function `(user, permission) -> bool` that decides."""
    return list(_entries(request, getattr(request, "user", None), _items()))


def footer() -> list[tuple[str, str]]:
    """(label, address) of what every page ends with."""
    items = [item for module in all_modules() for item in module.footer]
    return [(str(item.label), _address(item.url_name)) for item in items]


def _items() -> list[MenuItem]:
    return sorted((item for module in all_modules() for item in module.menu), key=lambda item: item.order)


def _entries(request: HttpRequest, user: Any, items: list[MenuItem]) -> Iterator[Entry]:
    signed_in = user is not None and user.is_authenticated
    for item in items:
        url = _address(item.url_name)
        if url and (item.public or (signed_in and _may(user, item))):
            current = request.path == url or (url != "/" and request.path.startswith(url))
            count = item.count(user) if item.count and signed_in else 0
            yield Entry(str(item.label), url, item.icon or "file", current, count, bool(item.permission))


def _address(url_name: str) -> str:
    """Empty while the address does not exist: a half-installed module must not take every page down."""
    try:
        return _found(url_name)
    except NoReverseMatch:
        return ""


@cache
def _found(url_name: str) -> str:
    return reverse(url_name)


def _may(user: Any, item: MenuItem) -> bool:
    return not item.permission or _rule()(user, item.permission)


def _rule() -> Callable[[Any, str], bool]:
    return import_string(settings.MENU_RULE) if getattr(settings, "MENU_RULE", "") else lambda user, permission: False
