"""Pieces of drafts in words."""

import json
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def told(value: Any) -> str:
    """A piece of a draft for reading: texts as they are, everything else laid out."""
    if value is None or value == "":
        return _("nothing")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
