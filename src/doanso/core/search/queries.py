"""Finding. A reader only ever gets, and only ever sees counted, what the source lets them see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.safestring import SafeString

from doanso.core.search import snippets, words
from doanso.core.search.models import Entry
from doanso.core.search.words import Request
from doanso.lib.modules import SearchSource, all_modules

CHUNK = 2_000
SCANNED = 6_000  # matching rows of one source that are shown to its `visible`, at most, to find those
COUNTED = 2_000  # visible ones that are counted; a reader with more is asked for more words
RANKED = 500  # ... that are ranked, those first whose title, then whose exact words match
WIDE = 20  # units in one question at most
FEW = 5  # with fewer hits than this the last word may be the beginning of one


@dataclass(frozen=True)
class Hit:
    source: str
    key: str
    url: str
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Results:
    """`counts` holds the sources with hits. `relaxed`: nothing has all the words, these have some. `more`: the counts
    are lower bounds."""

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    relaxed: bool = False
    more: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class _Found:
    """Ids by source, best candidates first."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    more: bool = False

    @property
    def total(self) -> int:
        return sum(len(ids) for ids in self.ids.values())


def sources() -> dict[str, SearchSource]:
    return {source.name: source for module in all_modules() for source in module.search}


def search(text: str, *, user: Any, sources: Iterable[str] | None = None, limit: int = 20, offset: int = 0) -> Results:
    """The best hits first. `sources`: names; without them all that this reader may ask."""
    asked = words.request(text)
    found, form = _find(asked, user, sources)
    wanted = _ranked(asked, found, form)[offset : offset + limit]
    counts = {source: len(ids) for source, ids in found.ids.items()}
    return Results(_hits(asked, wanted), counts, form == "pairs", found.more)


def overview(text: str, *, user: Any, per_source: int) -> tuple[Results, dict[str, list[Hit]]]:
    """The best few hits of every source, in the order in which the modules stand."""
    asked = words.request(text)
    found, form = _find(asked, user, None)
    ranked = _ranked(asked, found, form)
    of_source = {entry_id: source for source, ids in found.ids.items() for entry_id in ids}
    chosen: dict[str, list[int]] = {source: [] for source in found.ids}
    for entry_id in ranked:
        if len(chosen[of_source[entry_id]]) < per_source:
            chosen[of_source[entry_id]].append(entry_id)
    hits = _hits(asked, [entry_id for ids in chosen.values() for entry_id in ids])
    groups = {source: [hit for hit in hits if hit.source == source] for source in chosen}
    counts = {source: len(ids) for source, ids in found.ids.items()}
    return Results(hits, counts, form == "pairs", found.more), groups


def askable(user: Any) -> dict[str, SearchSource]:
    """What a visitor may not see at all is not looked up for them."""
    signed_in = bool(getattr(user, "is_authenticated", False))
    return {name: source for name, source in sources().items() if signed_in or not source.signed_in_only}


def _find(asked: Request, user: Any, names: Iterable[str] | None) -> tuple[_Found, str]:
    """First all the words; if that is little, the last one as a beginning; if that is nothing, some of the words."""
    if not asked.folded:
        return _Found(), "all"
    allowed = askable(user)
    chosen = [allowed[name] for name in (allowed if names is None else names) if name in allowed]
    found = _visible_matches(chosen, user, _branches(asked, prefix=False))
    if found.total < FEW and asked.open_end:
        found = _visible_matches(chosen, user, _branches(asked, prefix=True))
        if found.total:
            return found, "prefix"
    if not found.total and len(asked.folded) > 1:
        close = _visible_matches(chosen, user, [("folded", asked.pairs())], scan=CHUNK)
        return close, "pairs" if close.total else "all"
    return found, "all"


def _branches(asked: Request, *, prefix: bool) -> list[tuple[str, str]]:
    """Which column to ask what, the most promising first; each is contained in the last."""
    return [
        ("folded", asked.all_of(asked.folded, mark=words.IN_TITLE, prefix=prefix)),
        ("exact", asked.all_of(asked.exact, prefix=prefix)),
        ("folded", asked.all_of(asked.folded, prefix=prefix)),
    ]


def _visible_matches(
    chosen: list[SearchSource], user: Any, branches: list[tuple[str, str]], *, scan: int = SCANNED
) -> _Found:
    """The planner takes a look into a long vector for cheap and would rather read the whole table: not here."""
    found = _Found()
    with transaction.atomic(), connection.cursor() as planner:
        planner.execute("SET LOCAL enable_seqscan = off")
        for source in chosen:
            ids, more = _visible_of(source, user, branches, scan)
            found.more = found.more or more
            if ids:
                found.ids[source.name] = ids
        planner.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return found


def _visible_of(source: SearchSource, user: Any, branches: list[tuple[str, str]], scan: int) -> tuple[list[int], bool]:
    """Ids that the reader may see. The rows stream, so that a generous source stops after one chunk."""
    units = _reach(source, user)
    if units is not None and not units:
        return [], False
    selects = [MATCH[column] for column, _query in branches]
    asked = [words.within(query, source.name, units) for _column, query in branches]
    seen: set[int] = set()
    kept: list[int] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), asked)
        while fresh := _next(cursor, seen):
            allowed = source.visible(user, list(fresh.values()))
            kept += [entry_id for entry_id, key in fresh.items() if key in allowed]
            if len(kept) >= COUNTED or len(seen) >= scan:
                return kept[:COUNTED], True
    return kept, False


def _next(cursor: Any, seen: set[int]) -> dict[int, str]:
    """About CHUNK rows that did not come in an earlier branch: each call of a `visible` costs more than a row."""
    fresh: dict[int, str] = {}
    while len(fresh) < CHUNK and (rows := cursor.fetchmany(CHUNK)):
        fresh |= {entry_id: key for entry_id, key in rows if entry_id not in seen}
    seen.update(fresh)
    return fresh


def _reach(source: SearchSource, user: Any) -> list[str] | None:
    """Who sits in very many units is not narrowed: so long a question costs more than it saves."""
    units = None if source.reach is None else sorted(set(source.reach(user)))
    return None if units is not None and len(units) > WIDE else units


MATCH = {
    "exact": "(SELECT id, key FROM search_entry WHERE exact @@ %s::tsquery)",
    "folded": "(SELECT id, key FROM search_entry WHERE folded @@ %s::tsquery)",
}
RANK = """
SELECT id FROM search_entry WHERE id = ANY(%(ids)s) ORDER BY
  20 * (exact @@ %(exact)s::tsquery)::int + 8 * (exact @@ %(exact_phrase)s::tsquery)::int
  + 10 * (folded @@ %(title)s::tsquery)::int + 4 * (folded @@ %(phrase)s::tsquery)::int
  + 3 * (folded @@ %(whole)s::tsquery)::int + weight + ts_rank(folded, %(all)s::tsquery) DESC, id
"""


def _ranked(asked: Request, found: _Found, form: str) -> list[int]:
    """Exact words before folded ones, then title, phrase and how often."""
    ids = [entry_id for of_source in found.ids.values() for entry_id in of_source[:RANKED]]
    if not ids:
        return []
    prefix = form == "prefix"
    parameters = {
        "ids": ids,
        "exact": asked.all_of(asked.exact, prefix=prefix),
        "exact_phrase": asked.phrase(asked.exact, prefix=prefix),
        "title": asked.all_of(asked.folded, mark=words.IN_TITLE, prefix=prefix),
        "phrase": asked.phrase(asked.folded, prefix=prefix),
        "whole": asked.all_of(asked.folded),
        "all": asked.pairs() if form == "pairs" else asked.all_of(asked.folded, prefix=prefix),
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK, parameters)
        ranked = [row[0] for row in cursor.fetchall()]
    unranked = [entry_id for of_source in found.ids.values() for entry_id in of_source[RANKED:]]
    return ranked + unranked


def _hits(asked: Request, ids: list[int]) -> list[Hit]:
    rows = Entry.objects.only("source", "key", "url", "title", "body").in_bulk(ids)
    return [
        Hit(
            row.source,
            row.key,
            row.url,
            snippets.highlight(row.title, asked),
            snippets.snippet(row.body, asked),
        )
        for row in (rows[entry_id] for entry_id in ids if entry_id in rows)
    ]
