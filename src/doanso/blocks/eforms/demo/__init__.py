"""The demonstration forms: invented, in the spirit of the real papers, one JSON file each."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from doanso.blocks.eforms import services
from doanso.blocks.eforms.models import FormVersion
from doanso.core.accounts.models import Person


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """The forms' JSON by code."""
    found = (json.loads(file.read_text("utf-8")) for file in files(__name__).iterdir() if file.name.endswith(".json"))
    return {form["code"]: form for form in sorted(found, key=lambda form: form["code"])}


def load_forms(*, by: Person | None, now: datetime) -> dict[str, FormVersion]:
    """Every demonstration form in its latest version, by code. Running it twice changes nothing."""
    return {
        code: services.define(code=code, name=form["title"]["vi"], definition=form, by=by, now=now)
        for code, form in definitions().items()
    }
