"""The packaged demo data: Vietnamese, realistic, invented."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def data(name: str) -> dict[str, Any]:
    """The content of `doanso/demo/<name>.json`."""
    return json.loads((files("doanso") / "demo" / f"{name}.json").read_text(encoding="utf-8"))
