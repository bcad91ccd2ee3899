"""JSON Schema (2020-12) of a form, for programs that submit through the API.

It says what can be said without conditions: what the schema refuses the engine refuses too, not the other way round.
"""

from functools import lru_cache
from typing import Any

from doanso.blocks.eforms.definition.model import Definition
from doanso.blocks.eforms.kinds.parts import object_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@lru_cache(maxsize=256)
def json_schema(definition: Definition) -> dict[str, Any]:
    """Do not change what is returned: it is shared."""
    whole = object_schema(tuple(definition.fields.values()))
    always = {key for key, conditions in definition.conditions.items() if not conditions}
    properties = {
        key: shape if key in always or "readOnly" in shape else _or_null(shape)
        for key, shape in whole["properties"].items()
    }
    required = [key for key in whole["required"] if key in always]
    return {"$schema": DIALECT, "title": str(definition.title), **whole, "properties": properties, "required": required}


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return shape if "anyOf" in shape else {"title": shape["title"], "anyOf": [_bare(shape), {"type": "null"}]}


def _bare(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key != "title"}
