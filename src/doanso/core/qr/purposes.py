"""What a short link may be for, and under which addresses it may lead. A module adds its own when it is ready."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    name: str
    label: Any
    prefixes: tuple[str, ...]


_PURPOSES: dict[str, Purpose] = {}


def register(name: str, label: Any, prefixes: tuple[str, ...]) -> None:
    """Call it in `AppConfig.ready`. A prefix begins and ends with "/": a link may lead there and below."""
    if not all(prefix.startswith("/") and prefix.endswith("/") for prefix in prefixes):
        raise ValueError(prefixes)
    _PURPOSES[name] = Purpose(name, label, prefixes)


def get(name: str) -> Purpose:
    """KeyError for a purpose that nobody registered."""
    return _PURPOSES[name]


register("form", _("Form"), ("/thu-tuc/",))
register("poster", _("Poster"), ("/thu-tuc/",))
register("track", _("Tracking a dossier"), ("/tra-cuu/",))
register("intake", _("Cover sheet of a dossier"), ("/ho-so/", "/tiep-nhan/"))
register("verify", _("Verification of a result"), ("/kiem-tra/",))
register("document", _("Document"), ("/tai-lieu/", "/van-ban/"))
register("checkin", _("Attendance"), ("/diem-danh/",))
