from typing import Any

from django import template

register = template.Library()


@register.filter
def of(values: dict[Any, Any], key: Any) -> Any:
    """The value under a key that is known only on the page; empty when there is none."""
    return values.get(key, "")
