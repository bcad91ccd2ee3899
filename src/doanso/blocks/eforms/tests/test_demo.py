"""The demonstration forms keep what demo/forms.json promises, and their sums come out."""

import pytest
from django.utils.translation import override

from doanso.blocks.eforms.demo import definitions
from doanso.blocks.eforms.tests.making import check, demo, read
from doanso.lib import demo as packaged

SHORT = {form["code"]: form for form in packaged.data("forms")["forms"]}
CODES = sorted(SHORT)


def test_all_forms_are_there():
    assert (len(CODES), sorted(definitions())) == (35, CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_form_keeps_keys_and_labels(code):
    full = demo(code)

    with override("vi"):
        assert str(full.title) == SHORT[code]["name"]
        for short in SHORT[code]["fields"]:
            assert short["key"] in full.fields
            if not SHORT[code].get("stub"):
                assert str(full.fields[short["key"]].label) == short["label"]


@pytest.mark.parametrize("code", CODES)
def test_a_form_asks_for_what_is_required(code):
    full = demo(code)

    for short in SHORT[code]["fields"]:
        assert bool(full.fields[short["key"]].required) == short["required"]


@pytest.mark.parametrize("code", CODES)
def test_a_form_keeps_the_columns_in_order(code):
    full = demo(code)

    for short in SHORT[code]["fields"]:
        columns = short.get("columns") or short.get("fields", [])
        labels = [str(part.label) for part in full.fields[short["key"]].parts]
        assert labels == (columns or labels)


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_in_both_languages(code):
    full = demo(code)
    texts = [full.title, *(page.title for page in full.pages)]
    texts += [text for f in full.fields.values() for part in (f, *f.parts) for text in (part.label, part.help)]

    assert [text.vi for text in texts if text.vi and not text.en] == []


@pytest.mark.parametrize("code", CODES)
def test_an_empty_form_is_told_only_what_is_missing(code):
    full = demo(code)

    reading = read(full, {})

    needed = {
        key for key, f in full.fields.items() if f.required is True and not full.conditions[key] and not f.computed
    }
    assert {path.partition(".")[0] for path in reading.errors} == needed


def test_dues_add_up():
    test = SHORT["F-DP"]["test"]
    rows = [
        {"doan_vien": name, "muc": rate, "so_thang": months, "mien": bool(exempt)}
        for name, rate, months, exempt in test["rows"]
    ]

    reading = check(demo("F-DP"), {"thang": "2026-03", "dong": rows})

    assert reading.errors == {}
    assert [row["thanh_tien"] for row in reading.answers["dong"]] == [6000, 15000, 0]
    assert {key: reading.answers[key] for key in ("tong", "nop", "giu")} == {"tong": 21000, "nop": 7000, "giu": 14000}
    assert (test["tong"], test["nop"], test["giu"]) == (21000, 7000, 14000)


def test_dues_are_posted_by_a_browser_with_an_unticked_box():
    data = {"thang": "3/2026", "dong.0.doan_vien": "An", "dong.0.muc": "2.000", "dong.0.so_thang": "3"}

    assert read(demo("F-DP"), data).answers["tong"] == 6000


def test_a_budget_is_said_in_words():
    test = SHORT["F-DT"]["test"]
    rows = [
        {"noi_dung": "Nước uống", "don_vi_tinh": "thùng", "so_luong": 2.5, "don_gia": 102000},
        {"noi_dung": "Âm thanh", "so_luong": 1, "don_gia": 12250000},
    ]

    reading = check(demo("F-DT"), {"hoat_dong": "Ngày hội", "muc": rows})

    assert reading.errors == {}
    assert (reading.answers["tong"], reading.answers["bang_chu"]) == (test["tong"], test["bang_chu"])


def test_a_settlement_tells_what_is_left():
    test = SHORT["F-QT"]["test"]
    rows = [{"ngay": "2026-03-01", "noi_dung": "Chi", "so_tien": amount} for amount in test["rows"]]

    reading = check(demo("F-QT"), {"tam_ung": test["tam_ung"], "chung_tu": rows})

    assert reading.errors == {}
    assert (
        (reading.answers["tong_chi"], reading.answers["chenh"])
        == (test["tong_chi"], test["chenh"])
        == (11650000, 350000)
    )


def test_a_settlement_may_be_short():
    rows = [{"ngay": "2026-03-01", "noi_dung": "Chi", "so_tien": 500}]

    assert check(demo("F-QT"), {"tam_ung": 0, "chung_tu": rows}).answers["chenh"] == -500


@pytest.mark.parametrize(("shares", "errors"), [((60, 40), []), ((33.33, 66.67), []), ((60, 30), ["tac_gia"])])
def test_the_authors_shares_add_up_to_100(shares, errors):
    authors = [{"nguoi": "Lê An", "ty_le": share} for share in shares]

    reading = check(demo("F-SK"), {"tac_gia": authors})

    assert [path for path in reading.errors if path == "tac_gia"] == errors
