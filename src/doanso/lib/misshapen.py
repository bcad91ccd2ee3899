"""What is wrong with a value that does not have the shape asked for, in the reader's language."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WORDS = {
    "missing": _("This is missing."),
    "string_type": _("This must be a text."),
    "dict_type": _("This must be an object with named fields."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "string_too_long": _("At most {max_length} characters."),
    "less_than_equal": _("At most {le}."),
    "greater_than_equal": _("At least {ge}."),
}


def in_words(problem: dict[str, Any]) -> str:
    """Of one of pydantic's findings; its own English for what nobody sends by mistake."""
    words = WORDS.get(problem["type"])
    return str(words).format(**problem.get("ctx", {})) if words else str(problem["msg"])


def unreadable() -> str:
    return gettext("The body of the request cannot be read.")
