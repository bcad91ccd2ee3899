"""What a decided change consists of, as plain values: the same few acts in the same order for every kind. Pure.

1. new units are founded; 2. people chosen by name move; 3. units hand over all that is left and end; 4. a unit gets
another kind, name or superior; 5. the lineage tells where figures go.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class NewUnit:
    """`type` and `parent` are codes."""

    code: str
    name: str
    type: str
    parent: str


@dataclass(frozen=True)
class Pass:
    """From one unit to another, by codes. `people`: these alone; without, everything, and the unit ends."""

    unit: str
    into: str
    people: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Plan:
    """`keep`: seats that go on. `retype`: (unit, new type). `rest`: members that nobody named go there too.

    `rename`: (unit, name, short name). `move`: (unit, new superior).
    """

    found: tuple[NewUnit, ...] = ()
    passes: tuple[Pass, ...] = ()
    rest: tuple[str, str] | None = None
    keep: tuple[int, ...] = ()
    retype: tuple[str, str] | None = None
    rename: tuple[str, str, str] | None = None
    move: tuple[str, str] | None = None
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def codes(self) -> list[str]:
        """Every unit that is named and is not founded by this."""
        new = {one.code for one in self.found}
        named = [code for one in self.passes for code in (one.unit, one.into)]
        named += [*(self.rest or ()), *(self.retype or ())[:1], *(self.rename or ())[:1], *(self.move or ())]
        named += [*self.sources, *self.targets]
        named += [one.parent for one in self.found]
        return sorted({code for code in named if code not in new})


def read(kept: dict[str, Any]) -> Plan:
    return Plan(
        found=tuple(NewUnit(**one) for one in kept["found"]),
        passes=tuple(
            Pass(one["unit"], one["into"], None if one["people"] is None else tuple(one["people"]))
            for one in kept["passes"]
        ),
        rest=tuple(kept["rest"]) if kept["rest"] else None,
        keep=tuple(kept["keep"]),
        retype=tuple(kept["retype"]) if kept["retype"] else None,
        rename=tuple(kept["rename"]) if kept.get("rename") else None,  # plans of before know of neither
        move=tuple(kept["move"]) if kept.get("move") else None,
        sources=tuple(kept["sources"]),
        targets=tuple(kept["targets"]),
    )


def merger(units: list[str], into: str, *, new: NewUnit | None = None, keep: tuple[int, ...] = ()) -> Plan:
    """All of `units` go into one, which stands already or is founded for it."""
    return Plan(
        found=(new,) if new else (),
        passes=tuple(Pass(code, into) for code in units),
        keep=keep,
        sources=tuple(units),
        targets=(into,),
    )
