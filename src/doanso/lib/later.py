"""Libraries that few requests need: loaded when something of them is first used, so that no process holds them in vain.

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")
"""

from importlib import import_module
from typing import Any


class _Later:
    """As the module itself, for who reads an attribute of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """Only inside functions may something of it be used: constants, bases of classes and annotations come too early."""
    return _Later(name)
