"""What a search costs among 100,000 entries, half of them public, half hidden from most readers."""

import random
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, transaction
from django.utils import timezone

from doanso.core.search import queries, words
from doanso.core.search.models import Entry
from doanso.core.units.models import Unit
from doanso.lib import demo

NAME = "search"
ENTRIES = 100_000
WORDS_EACH = 80
ALIKE = 10
SOURCES = ("units", "people")
LIMITS = {"visitor_p95_cpu_ms": 100, "officer_p95_cpu_ms": 100}
TEXTS = ("procedures", "meetings", "initiatives", "forum_opinions", "campaigns", "courses")
ASKED = [
    "kết nạp đoàn viên",
    "ket nap doan vien",
    "chuyển đổi số",
    "chuyen doi so",
    "chuyển đổi s",
    "thủ tục hành chính",
    "thu tuc hanh chinh",
    "hồ sơ",
    "ho so",
    "đoàn",
    "ban",
    "th",
    "30/2020",
    "NĐ-CP",
    "1.000894",
    "CĐS",
    "UBND xã",
    "văn hoá đọc",
    "van hoa doc",
    "quyết toán kinh phí hoạt động hè",
    "quyet toan kinh phi hoat dong he",
    "nguyễn văn",
    "mẫu 12345",
    "không có từ nàynhé",
    "đăng ký khai sinh trực tuyến cho trẻ em",
]


def run(probe: Any) -> dict[str, float]:
    """CPU of this process and of PostgreSQL together, per search of the page with all sources."""
    started = perf_counter()
    fill()
    figures = {"entries": float(ENTRIES), "fill_s": round(perf_counter() - started, 1)}
    officer = (
        get_user_model().objects.filter(person__positions__role="bi_thu").order_by("person__positions__unit").first()
    )
    for name, user in (("visitor", AnonymousUser()), ("officer", officer)):
        figures |= {f"{name}_{key}": value for key, value in measured(user, probe).items()}
    return figures


def measured(user: Any, probe: Any, repeat: int = 3) -> dict[str, float]:
    cpu, wall = [], []
    for text in ASKED:
        queries.overview(text, user=user, per_source=5)
        own, clock = process_time(), perf_counter()
        with probe.measure() as used:
            for _turn in range(repeat):
                queries.overview(text, user=user, per_source=5)
        cpu.append(((process_time() - own) * 1000 + used.cpu_ms) / repeat)
        wall.append((perf_counter() - clock) * 1000 / repeat)
    return {"p50_cpu_ms": _part(cpu, 0.5), "p95_cpu_ms": _part(cpu, 0.95), "p95_wall_ms": _part(wall, 0.95)}


def _part(values: list[float], share: float) -> float:
    return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 1)


def fill(number: int = ENTRIES) -> None:
    """Invented pages made of the sentences of the demo; the same ones on every run. Only for a database of its own."""
    columns = ("source", "key", "title", "body", "url", "weight", "exact", "folded", "updated_at")
    indexes, now = [index for index in Entry._meta.indexes if isinstance(index, GinIndex)], timezone.now()
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(Entry, index)
    paths = [*Unit.objects.values_list("path", flat=True), *(f"/ELSEWHERE/{n}/" for n in range(900))]
    copy = f"COPY search_entry ({', '.join(columns)}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(copy) as rows:
        for page in _pages(number, paths):
            rows.write_row((*page[:4], "", 1, *page[4:], now))
    with connection.schema_editor() as editor:  # sorted once: one by one a page costs several times as much
        editor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for index in indexes:
            editor.add_index(Entry, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")


def _pages(number: int, paths: list[str]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Each text stands in ALIKE units under as many numbers: cutting 100,000 texts would take the longest by far."""
    chance = random.Random(2026)  # noqa: S311 no secret
    pool = [said for name in TEXTS for text in _texts(demo.data(name)) if len(said := text.split()) > 3]
    for first in range(0, number, ALIKE):
        title = " ".join(chance.choice(pool)[:12])
        body = " ".join([word for _turn in range(8) for word in chance.choice(pool)][:WORDS_EACH])
        text = words.vectors("", title, body)
        for own in range(first, min(first + ALIKE, number)):
            source = SOURCES[own % len(SOURCES)]
            told = words.vectors(source, str(own), "", [paths[own % len(paths)]])
            vectors = (f"{common} {more}" for common, more in zip(text, told, strict=True))
            yield source, str(10**9 + own), f"{title} {own}", body, *vectors


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
