"""The demonstration's accounts, as a table for the terminal."""

import unicodedata


def table() -> str:
    """Name, seat, sign-in name and password of each demo account; empty when there is none."""
    from django.conf import settings  # after Django is set up
    from django.contrib.auth import get_user_model  # same

    users = get_user_model().objects.filter(is_active=True).select_related("person").order_by("pk")[:20]
    rows = [(str(user), user.email or user.username) for user in users if user.has_usable_password()]
    if not rows:
        return "  (no demonstration accounts)"
    heads = ("Tài khoản", "Đăng nhập / Sign in")
    width = max(_width(name) for name, _ in [heads, *rows])
    lines = [f"  {name}{' ' * (width - _width(name))}  {login}" for name, login in [heads, *rows]]
    return "\n".join([*lines, "", f"  Mật khẩu / Password: {settings.DEMO_PASSWORD}"])


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)
