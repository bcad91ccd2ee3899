"""Addresses of contests and of the question bank: see `addresses`, which takes them from here.

`KEEPERS`: path, who may open it, and how `addresses.Guarded` is to be filled. `OPEN`: for everybody, and why.
"""

from typing import Any

KEEPERS: list[tuple[str, str, dict[str, Any]]] = []
OPEN: dict[str, str] = {}
