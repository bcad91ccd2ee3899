"""What the list of members costs a province with a million of them: first page, filters, search, a list that leaves.

`doanso bench members` also brings in fifty thousand rows (intake) and merges two units of ten thousand (merger).
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership, Unit
from doanso.lib import demo
from doanso.lib.text import fold, name_sort_key

NAME = "members"
ALSO = ("intake", "merger")
MEMBERS, UNIT, ROLE = 1_000_000, "D-HL", "bi_thu"
LIST, SHEET = "/doan-vien/", "/doan-vien/danh-sach.xlsx"
ASKED = {
    "first_page": {},
    "page_1000": {"page": "1000"},
    "filter_unit": {"don_vi": "D-X01"},
    "filter_state": {"trang_thai": Membership.State.DEFERRED.value},
    "search_name": {"q": "mai anh"},
    "search_card": {"q": "88000123"},
}
LIMITS = {"first_page_cpu_ms": 2_000, "search_name_cpu_ms": 2_000, "queries": 40, "export_cpu_ms_per_1000": 800}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--members", type=int, default=MEMBERS, help="how many")


def run(probe: Any, options: argparse.Namespace) -> dict[str, float]:
    """CPU of this process, which shows the pages, and of PostgreSQL together; queries of the slowest page."""
    began = perf_counter()
    fill(options.members)
    figures: dict[str, float] = {"members": options.members, "fill_s": round(perf_counter() - began, 1)}
    client, most = _reader(), 0
    for name, asked in ASKED.items():
        _open(client, LIST, asked)
        with _counted() as queries, _spent(probe) as spent:
            _open(client, LIST, asked)
        most = max(most, queries["number"])
        figures |= {f"{name}_cpu_ms": spent["ms"], f"{name}_queries": queries["number"]}
    return figures | {"queries": most} | _export(client, probe)


def _export(client: Client, probe: Any) -> dict[str, float]:
    """Of one commune: what a province takes away is ten times as much of the same."""
    asked = ASKED["filter_unit"]
    above = Unit.objects.get(code=asked["don_vi"]).path
    rows = Membership.objects.filter(unit__path__startswith=above, valid_to=None).count()
    with _counted() as queries, _spent(probe) as spent:
        size = len(_open(client, SHEET, asked))
    told = {"rows": rows, "mb": round(size / 1e6, 1), "cpu_ms": spent["ms"], "queries": queries["number"]}
    figures = {f"export_{name}": value for name, value in told.items()}
    return figures | {"export_cpu_ms_per_1000": round(spent["ms"] * 1000 / max(rows, 1), 1)}


def _open(client: Client, address: str, asked: dict[str, str]) -> bytes:
    answer = client.get(address, asked)
    content = b"".join(answer) if answer.streaming else answer.content
    if answer.status_code != 200:
        raise RuntimeError(f"{address} {asked}: {answer.status_code}")
    return content


@contextmanager
def _spent(probe: Any) -> Iterator[dict[str, float]]:
    found, own = {"ms": 0.0}, process_time()
    with probe.measure() as used:
        yield found
    found["ms"] = round((process_time() - own) * 1000 + used.cpu_ms, 1)


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    found = {"number": 0}

    def count(execute: Any, *args: Any) -> Any:
        found["number"] += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        yield found


def _reader() -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get(person__positions__unit__code=UNIT, person__positions__role=ROLE))
    return client


def fill(number: int) -> None:
    """Invented members with cards, in every branch below the unit; like one that is there in all else."""
    unit = Unit.objects.get(code=UNIT)
    branches = Unit.objects.filter(path__startswith=unit.path, type__branch=True, valid_to=None)
    like = Membership.objects.filter(unit__in=branches, kind=Membership.Kind.MAIN, valid_to=None).first()
    if like is None:
        raise RuntimeError("No member to go by.")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_name (place serial, full_name text, sort_key text, search_key text)"
        )
        cursor.executemany("INSERT INTO bench_name (full_name, sort_key, search_key) VALUES (%s, %s, %s)", _names())
        cursor.execute("CREATE TEMPORARY TABLE bench_person (id bigint)")
        cursor.execute(_people(), [number, like.person_id])
        cursor.execute(_memberships(), [list(branches.values_list("pk", flat=True)), like.pk])
        cursor.execute("ANALYZE accounts_person, units_membership")


def _names() -> list[tuple[str, str, str]]:
    words = [person["full_name"].split() for person in demo.data("people")["people"]]
    first, last = sorted({one[0] for one in words}), sorted({" ".join(one[1:]) for one in words})
    names = [f"{one} {other}" for one in first for other in last]
    return [(name, name_sort_key(name), fold(name)) for name in names]


def _people() -> str:
    own = {"code": "NULL", "cccd": "NULL", "phone": "''", "email": "''", "merged_into_id": "NULL"}
    own |= {"full_name": "name.full_name", "sort_key": "name.sort_key", "search_key": "name.search_key"}
    own |= {"date_of_birth": "DATE '1998-01-01' + (n %% 4000)::int", "birth_precision": "'day'"}
    return f"""
        WITH made AS (
            INSERT INTO accounts_person ({_columns(Person, own)[0]}) SELECT {_columns(Person, own)[1]}
            FROM generate_series(1, %s) AS n
            JOIN bench_name AS name ON name.place = 1 + n %% (SELECT count(*) FROM bench_name)
            JOIN accounts_person AS old ON old.id = %s RETURNING id
        ) INSERT INTO bench_person SELECT id FROM made"""  # noqa: S608 columns of our own tables


def _memberships() -> str:
    own = {"person_id": "one.id", "unit_id": "branches.ids[1 + one.place %% cardinality(branches.ids)]"}
    own |= {"card_number": "(88000000 + one.place)::text", "valid_to": "NULL", "source": "'bench'"}
    own["state"] = "CASE WHEN one.place %% 50 = 0 THEN 'tam_hoan_sinh_hoat' ELSE old.state END"
    return f"""
        INSERT INTO units_membership ({_columns(Membership, own)[0]}) SELECT {_columns(Membership, own)[1]}
        FROM (SELECT id, row_number() OVER () AS place FROM bench_person) AS one
        CROSS JOIN (SELECT %s::bigint[] AS ids) AS branches
        JOIN units_membership AS old ON old.id = %s"""  # noqa: S608 columns of our own tables


def _columns(model: Any, own: dict[str, str]) -> tuple[str, str]:
    """All but the key: with their own value, else that of the row to go by."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    return ", ".join(names), ", ".join(own.get(name, f"old.{name}") for name in names)
