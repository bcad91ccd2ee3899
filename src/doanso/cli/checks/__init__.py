"""What an administrator should know about an installation, in words. A check yields what it finds wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`bad`: it does not work or is not safe; else only worth knowing."""

    text: str
    bad: bool = True


Check = Callable[[], Iterator[Finding]]
