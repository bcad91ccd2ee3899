"""The demonstration's accounts, as a table for the terminal."""

import unicodedata
from typing import Any


def table() -> str:
    """One account for each kind of seat, and one without; name, seat, sign-in name and the password of all."""
    from django.conf import settings  # after Django is set up

    rows = [("Tài khoản", "Chức vụ", "Đăng nhập"), *_holders(), *_ordinary_member()]
    if len(rows) == 1:
        return "  (không có tài khoản trình diễn)"
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = ["  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    known = ["", f"  Mật khẩu của tất cả: {settings.DEMO_PASSWORD}", *_token()]
    return "\n".join([*(line.rstrip() for line in lines), *known])


def _token() -> list[str]:
    """Of the program that may use the API of the demonstration; docs/howto/api.md begins with it."""
    from doanso.features.procedures.services import clients  # after Django is set up

    return [f"  Mã truy cập API: {clients.DEMO_TOKEN}"] if clients.find(clients.DEMO_TOKEN) else []


def _holders() -> list[tuple[str, str, str]]:
    from doanso.core.units.models import Position  # after Django is set up

    seats = Position.objects.filter(valid_to=None, person__user__is_active=True).order_by("role__rank", "pk")
    first: dict[str, Position] = {}
    people: set[int] = set()
    for seat in seats.select_related("person__user", "unit", "role"):
        if seat.role_id not in first and seat.person_id not in people:
            first[seat.role_id] = seat
            people.add(seat.person_id)
    return [(str(s.person), f"{s.role}, {s.unit.short_name or s.unit}", _login(s.person)) for s in first.values()]


def _ordinary_member() -> list[tuple[str, str, str]]:
    from doanso.core.accounts.models import Person  # after Django is set up

    person = Person.objects.filter(user__is_active=True, positions=None).order_by("pk").first()
    return [(str(person), "(đoàn viên, không giữ chức vụ)", _login(person))] if person else []


def _login(person: Any) -> str:
    return person.user.email or person.user.username


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)
