"""Every pattern of the product, as `resolve(path).route` tells it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def routes() -> set[str]:
    return set(_walk(get_resolver().url_patterns))


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        here = before + str(one.pattern).removeprefix("^") if before else str(one.pattern)
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from _walk(one.url_patterns, here)
