"""The manifest of a module: what it offers to the others without their importing it.

Every app that offers something has `module.py` with one constant `MODULE`. `all_modules()` collects them in the order
of INSTALLED_APPS.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from doanso.lib.intake import Importer
from doanso.lib.merging import Naming
from doanso.lib.moves import Move
from doanso.lib.personal import Holding, Retention


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu. `permission` names a rule of `units.rules.may`, or several with spaces between, of
    which one is enough; empty: everybody signed in. `people.view@doan`: held in a unit of that tree.

    `count(user)` is the number of things that wait there: one quick query, asked on every page.
    """

    label: Any
    url_name: str
    icon: str = ""
    permission: str = ""
    public: bool = False
    order: int = 100
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Panel:
    """A piece of a page that belongs to another module: `context(request)` feeds `template`, shown at `place`.

    Places: "home" (the public start page), "profile" (one's own account), "unit" (the page of a unit), "member" (a
    member's record, `pk` in its address), "reports", "admin" (the administrator's start page), "personal" (one's own
    data), "retention" (how long data is kept).
    """

    place: str
    template: str
    context: Callable[[Any], dict[str, Any]]
    order: int = 100


@dataclass(frozen=True)
class Effect:
    """What closing a dossier may do elsewhere: `apply(context, params)` runs inside the closing transaction.

    `context` is an `EffectContext`; the return value is a JSON-able summary for the audit row. `undid` in it is the
    code of the dossier whose decision holds no longer.
    `own_account`: it is about the applicant's own data, so it is handed in with their own account and for nobody else.
    """

    name: str
    label: Any
    apply: Callable[["EffectContext", dict[str, Any]], dict[str, Any]]
    check: Callable[["EffectContext", dict[str, Any]], list[str]] | None = None
    own_account: bool = False


@dataclass(frozen=True)
class EffectContext:
    """What an effect is told: plain values, so that modules need not know dossiers.

    `step`: whose end it is, empty at the end of all. `actors`: who finished which step last, by its key. `acts_for_id`:
    whose lent seat `by_id` acted on.
    """

    dossier_code: str
    procedure_code: str
    answers: dict[str, Any]
    applicant_person_id: int | None
    unit_ids: dict[str, int]
    result_number: str
    by_id: int | None
    now: Any
    step: str = ""
    actors: Mapping[str, int] = field(default_factory=dict)
    acts_for_id: int | None = None


@dataclass(frozen=True)
class Taking:
    """Work that is also taken and given back on a page of its own: each is `f(key, by=, now=)`, and tells the inbox."""

    take: Callable[..., object]
    give_back: Callable[..., object]


@dataclass(frozen=True)
class NotificationKind:
    """A kind of message; templates are `<app>/notify/<name>.txt` (first line: subject)."""

    name: str
    label: Any
    default_channels: tuple[str, ...] = ("app", "email")
    mandatory: bool = False


@dataclass(frozen=True)
class SearchSource:
    """`documents()` yields every row for a full rebuild; `visible(user, keys)` keeps those the reader may open.

    `signed_in_only`: a visitor sees none of it, so it is not even looked up for them. `reach(user)`: codes of units
    outside which, with all below them, `visible` keeps nothing for this reader; the index then looks among documents
    alone whose `paths`, a list of `Unit.path`, lead through one of these units.
    """

    name: str
    label: Any
    documents: Callable[[], Iterable[dict[str, Any]]]
    visible: Callable[[Any, list[str]], set[str]]
    signed_in_only: bool = False
    reach: Callable[[Any], Iterable[str]] | None = None


@dataclass(frozen=True)
class Figure:
    """One fact over a unit with all below it and the days from `start` to `end`, both included.

    `compute(scope_unit_id, start, end)` gives (numerator, denominator | None); `of` says what the denominator counts.
    With `rows` it gives a list of plain rows instead, for a report that knows the figure by its name.
    """

    name: str
    label: Any
    compute: Callable[..., Any]
    of: Any = ""
    rows: bool = False


@dataclass(frozen=True)
class Reconciler:
    """Compares what must agree: `run()` gives one sentence for each thing that does not, for `doanso reconcile`."""

    name: str
    label: Any
    run: Callable[[], list[str]]


class Live(Protocol):
    """A small ASGI application of one process in front of the pages; `finish` lets it end what it holds."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None: ...

    async def finish(self) -> None: ...


@dataclass(frozen=True)
class Module:
    """`seed(now)`: the configuration that every installation starts with; `doanso migrate` calls it each time, so it
    adds what is missing and never overwrites what an administrator changed. `load_demo(now)`: invented data; a second
    call changes nothing. Both go in `demo_order`. `permissions`: what a role may be allowed, in words. `places`: pages
    and files that show somebody's record, in words, by the name under which a viewing is written down.
    `stands(code)`: has the dossier with this code entered something here that still holds and can be undone?
    """

    name: str
    label: Any
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[MenuItem, ...] = ()
    panels: tuple[Panel, ...] = ()
    permissions: dict[str, Any] = field(default_factory=dict)
    inbox_kinds: dict[str, Any] = field(default_factory=dict)
    takings: dict[str, Taking] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    notifications: tuple[NotificationKind, ...] = ()
    search: tuple[SearchSource, ...] = ()
    figures: tuple[Figure, ...] = ()
    reconcilers: tuple[Reconciler, ...] = ()
    importers: tuple[Importer, ...] = ()
    moves: tuple[Move, ...] = ()
    namings: tuple[Naming, ...] = ()
    places: dict[str, Any] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    retention: tuple[Retention, ...] = ()
    stands: Callable[[str], bool] | None = None
    live: dict[str, Callable[[], Live]] = field(default_factory=dict)
    seed: Callable[[Any], None] | None = None
    load_demo: Callable[[Any], None] | None = None
    demo_order: int = 100


@cache
def all_modules() -> tuple[Module, ...]:
    from django.apps import apps  # plain Python first: the registry is ready only when Django is

    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("doanso.") and find_spec(f"{config.name}.module"):
            found.append(import_module(f"{config.name}.module").MODULE)
    return tuple(found)


def effect(name: str) -> Effect:
    """KeyError when no module offers it."""
    return {e.name: e for m in all_modules() for e in m.effects}[name]


def taking(kind: str) -> Taking | None:
    """None where the list of work is the only place that knows who has it."""
    return next((module.takings[kind] for module in all_modules() if kind in module.takings), None)


def stands(code: str) -> bool:
    """Has this dossier entered something anywhere that a new decision can still undo?"""
    return any(module.stands(code) for module in all_modules() if module.stands)


def moves(*, some: bool = False) -> list[Move]:
    """What all modules move with a unit, in order; `some`: those that can move members alone."""
    found = [move for module in all_modules() for move in module.moves if move.some or not some]
    return sorted(found, key=lambda move: move.order)
