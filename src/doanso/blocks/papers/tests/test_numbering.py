import threading
from datetime import date

import pytest
from django.db import connection, transaction
from tests.support import org as organisation

from doanso.blocks.papers import module, queries, rules, services
from doanso.blocks.papers.models import Counter, Family, NumberRule
from doanso.core.audit import queries as audit
from doanso.core.units.models import Unit
from doanso.lib import demo, rows
from doanso.lib.errors import Refused

TODAY = date(2026, 11, 20)
STATE, UNION = Family.STATE, Family.UNION


@pytest.fixture
def org(db):
    return organisation.build()


@pytest.fixture
def office(org):
    return named(org.desk, "SNV")


def named(unit: Unit, abbreviation: str) -> Unit:
    unit.abbreviation = abbreviation
    unit.save(update_fields=["abbreviation"])
    return unit


def draw(unit, now, *, family=STATE, kind="quyet_dinh", on=TODAY, drafter=None) -> str:
    number = services.next_number(unit=unit, family=family, kind=kind, on=on, by=None, now=now, drafter=drafter)
    rows.write(rows.added(number.told))
    return number.text


def test_numbers_count_up_without_gaps(office, now) -> None:
    assert [draw(office, now) for _ in range(11)] == [f"{number:02}/QĐ-SNV" for number in range(1, 12)]


def test_each_kind_unit_and_year_counts_for_itself(org, office, now) -> None:
    other = named(org.branch, "CĐ")

    assert [
        draw(office, now),
        draw(office, now, kind="bao_cao"),
        draw(other, now, family=UNION),
        draw(office, now, on=date(2027, 1, 1)),
        draw(office, now),
    ] == ["01/QĐ-SNV", "01/BC-SNV", "01-QĐ/CĐ", "01/QĐ-SNV", "02/QĐ-SNV"]


@pytest.mark.parametrize(
    ("family", "kind", "number", "issuer", "drafter", "text"),
    [
        (STATE, "quyet_dinh", 15, "SNV", None, "15/QĐ-SNV"),
        (STATE, "cong_van", 123, "SNV", "CCHC", "123/SNV-CCHC"),
        (STATE, "cong_van", 123, "SNV", None, "123/SNV"),
        (STATE, "bao_cao", 45, "UBND", None, "45/BC-UBND"),
        (STATE, "to_trinh", 7, "SNV", None, "07/TTr-SNV"),
        (STATE, "nghi_quyet_hdnd", 12, "HĐND", None, "12/NQ-HĐND"),
        (UNION, "quyet_dinh", 31, "TĐTN", "BTC", "31-QĐ/TĐTN-BTC"),
        (UNION, "quyet_dinh", 31, "TĐTN", None, "31-QĐ/TĐTN"),
        (UNION, "huong_dan", 3, "ĐTN", None, "03-HD/ĐTN"),
        (UNION, "chuong_trinh", 27, "TĐTN", "BPT", "27-CTr/TĐTN-BPT"),
        (UNION, "cong_van", 88, "TĐTN", "VP", "88-CV/TĐTN-VP"),
        (UNION, "bao_cao", 19, "ĐTN", None, "19-BC/ĐTN"),
        (UNION, "bien_ban_chi_doan", 2, "X", None, "02-BB/CĐ"),
        (STATE, "giay_moi", 5, "SNV", None, "05/SNV"),
        (UNION, "giay_moi", 5, "ĐTN", None, "05/ĐTN"),
    ],
)
def test_golden_numbers(db, family, kind, number, issuer, drafter, text) -> None:
    pattern = queries.number_rule(family, kind).pattern
    author = Unit(code="X", abbreviation=drafter) if drafter else None

    assert rules.number_text(pattern, number, unit=Unit(code="Y", abbreviation=issuer), drafter=author) == text


def test_packaged_patterns_agree_with_the_demonstration(db) -> None:
    packaged = queries.packaged_patterns()
    rows = demo.data("doc_numbering")["rules"]

    assert {(row["family"], row["kind"]): row["pattern"] for row in rows}.items() <= packaged.items()
    assert [fault for pattern in packaged.values() for fault in rules.pattern_faults(pattern)] == []


def test_abbreviation_falls_back_on_the_code() -> None:
    assert rules.abbreviation_of(Unit(code="CQ-NV", abbreviation="SNV")) == "SNV"
    assert rules.abbreviation_of(Unit(code="CQ-NV")) == "NV"
    assert rules.abbreviation_of(Unit(code="D-UB-NV-02")) == "UBNV02"


def test_family_follows_the_tree(org) -> None:
    assert (rules.family_of(org.desk), rules.family_of(org.branch)) == (STATE, UNION)


def test_rolled_back_number_is_given_again(office, now) -> None:
    with transaction.atomic():
        assert draw(office, now) == "01/QĐ-SNV"
        transaction.set_rollback(True)

    assert draw(office, now) == "01/QĐ-SNV"


def test_number_is_in_the_audit_trail(office, now) -> None:
    draw(office, now)

    event = audit.of(office).get(kind="papers.numbered")
    assert event.data == {"kind": "quyet_dinh", "number": "01/QĐ-SNV"}


def test_own_rule_wins_over_the_packaged_one(office, now) -> None:
    services.set_rule(family=STATE, kind="quyet_dinh", pattern="{so}/{co_quan}.QĐ", by=None, now=now)

    assert draw(office, now) == "01/SNV.QĐ"


def test_term_numbers_run_over_the_new_year(office, now) -> None:
    services.set_rule(
        family=STATE,
        kind="quyet_dinh",
        pattern="{so}/QĐ",
        reset="term",
        term_start=date(2026, 6, 1),
        by=None,
        now=now,
    )

    days = [date(2026, 6, 1), date(2026, 12, 31), date(2027, 1, 1), date(2026, 5, 31)]
    assert [draw(office, now, on=day) for day in days] == ["01/QĐ", "02/QĐ", "03/QĐ", "01/QĐ"]


@pytest.mark.parametrize(
    "pattern", ["QĐ", "{so", "{so.__class__}", "{so!r}", "{so:>9999999}", "{khac}/{so}", "{}/{so}"]
)
def test_bad_pattern_is_refused(db, now, pattern) -> None:
    with pytest.raises(Refused):
        services.set_rule(family=STATE, kind="quyet_dinh", pattern=pattern, by=None, now=now)

    assert NumberRule.objects.count() == 0


def test_term_without_a_beginning_is_refused(db, now) -> None:
    with pytest.raises(Refused, match="nhiệm kỳ"):
        services.set_rule(family=STATE, kind="quyet_dinh", pattern="{so}", reset="term", by=None, now=now)


def test_seed_adds_what_is_missing_and_keeps_what_was_changed(db, now) -> None:
    services.set_rule(family=STATE, kind="quyet_dinh", pattern="{so}/QĐ", by=None, now=now)

    for _ in range(2):
        module.MODULE.seed(now)

    assert NumberRule.objects.get(family=STATE, kind="quyet_dinh").pattern == "{so}/QĐ"
    assert NumberRule.objects.count() == len(queries.packaged_patterns())


@pytest.mark.django_db(transaction=True)
def test_threads_never_share_a_number(now) -> None:
    office = named(organisation.build().desk, "SNV")
    numbers: list[str] = []
    start = threading.Barrier(6)

    def work() -> None:
        start.wait()
        for _ in range(5):
            numbers.append(draw(office, now))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"{number:02}/QĐ-SNV" for number in range(1, 31)]
    assert Counter.objects.get().last == 30
