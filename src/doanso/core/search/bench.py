"""What a search costs among 100,000 entries, half of them public, half hidden from most readers."""

import random
from collections.abc import Iterator
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from doanso.core.search import queries, services
from doanso.core.units.models import Unit
from doanso.lib import demo

NAME = "search"
ENTRIES = 100_000
WORDS_EACH = 80
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


def measured(user: Any, probe: Any, repeat: int = 5) -> dict[str, float]:
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
    """Invented pages made of the sentences of the demo; the same ones on every run."""
    now = timezone.now()
    for offset, source in enumerate(("units", "people")):
        services.put_many(source, _documents(range(offset, number, 2)), now=now)


def _documents(numbers: range) -> Iterator[dict[str, Any]]:
    chance = random.Random(2026)  # noqa: S311 no secret
    paths = [*Unit.objects.values_list("path", flat=True), *(f"/ELSEWHERE/{n}/" for n in range(900))]
    pool = [words for name in TEXTS for text in _texts(demo.data(name)) if len(words := text.split()) > 3]
    for number in numbers:
        words = [word for _turn in range(8) for word in chance.choice(pool)][:WORDS_EACH]
        title = f"{' '.join(chance.choice(pool)[:12])} {number}"
        yield {
            "key": str(10**9 + number),
            "title": title,
            "body": " ".join(words),
            "paths": [paths[number % len(paths)]],
        }


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
