from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from doanso.core.qr import queries as qr
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries.catalogue import Wanted
from doanso.features.procedures.tests import publicly
from doanso.lib.remembered import forget

LONG = "Thủ tục " + "giải quyết chế độ trợ cấp một lần đối với quân nhân tham gia chiến tranh bảo vệ Tổ quốc " * 5


def codes(client, query: str) -> list[str]:
    return [version.procedure.code for version in client.get(f"/thu-tuc/{query}").context["page"]]


def test_catalogue_is_found_with_and_without_diacritics(org, client) -> None:
    publicly.publish(org, "T-2", name="Đăng ký kết hôn")

    assert codes(client, "?q=kết hôn") == codes(client, "?q=ket HON") == codes(client, "?q=hon ket") == ["T-2"]
    assert codes(client, "?q=khong co gi nhu the") == []


@pytest.mark.parametrize("typed", ["ket hom", "kết hônn", "dang ky ket hon cua toi"])
def test_catalogue_proposes_what_a_misspelt_or_longer_question_may_mean(org, client, typed) -> None:
    publicly.publish(org, "T-2", name="Đăng ký kết hôn")
    page = client.get(f"/thu-tuc/?q={typed}")

    assert page.context["near"][0].procedure.code == "T-2"
    assert "Có phải bạn tìm" in page.content.decode()


def test_catalogue_proposes_nothing_for_what_is_like_nothing(org, client) -> None:
    assert "Có phải bạn tìm" not in client.get("/thu-tuc/?q=zzzz qqqq xxxx").content.decode()


def test_catalogue_is_narrowed_by_each_filter(org, client) -> None:
    publicly.publish(org, "T-2", field="Đoàn vụ", level="Cấp tỉnh", audience=("đoàn viên",), kind=Kind.UNION)

    for query in ("field=Đoàn vụ", "level=Cấp tỉnh", "audience=đoàn viên", "kind=DOAN"):
        assert codes(client, f"?{query}") == ["T-2"]


def test_facets_count_what_each_choice_would_leave(org) -> None:
    publicly.publish(org, "T-2", name="Đăng ký kết hôn")
    publicly.publish(org, "T-3", field="Đoàn vụ", level="", audience=("công dân", "đoàn viên"), kind=Kind.UNION)

    assert catalogue.facets(Wanted(field="Hộ tịch")) == {
        "field": [("Hộ tịch", 2), ("Đoàn vụ", 1)],
        "audience": [("công dân", 2)],
        "level": [("Cấp xã", 2)],
        "kind": [("TTHC", 2)],
    }
    assert catalogue.facets(Wanted(text="ket hon"))["audience"] == [("công dân", 1)]


def test_catalogue_tells_when_nothing_is_found(org, client) -> None:
    response = client.get("/thu-tuc/?q=zzz&field=Không có")

    assert response.status_code == 200
    assert "Không tìm thấy thủ tục nào" in response.content.decode()


def test_catalogue_takes_the_same_queries_for_one_and_for_thirty_procedures(org, client) -> None:
    client.get("/thu-tuc/")  # content types and the like
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/thu-tuc/")
    for number in range(2, 31):
        publicly.publish(org, f"T-{number}", name=f"{LONG} {number}")
    with CaptureQueriesContext(connection) as many:
        response = client.get("/thu-tuc/")

    assert len(one) == len(many)
    assert (len(response.context["page"]), response.context["page"].paginator.num_pages) == (20, 2)


@pytest.mark.parametrize(
    "query", ["q=%00", "field=%00&level=%FF", "page=-1", "page=" + "9" * 400, "kind='--", "q=" + "%" * 80]
)
def test_catalogue_survives_hostile_queries(org, client, query) -> None:
    assert client.get(f"/thu-tuc/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["%00/", "khong-co/", "T-1/ap-phich.exe", "T-1/ap-phich.pdf?kho=a9", "'or/nop/", "Đ/"])
def test_addresses_that_are_none_give_404(org, client, path) -> None:
    assert client.get(f"/thu-tuc/{path}").status_code == 404


def test_guide_says_everything_and_leads_to_the_form(org, client) -> None:
    publicly.publish(
        org,
        "T-2",
        documents=(
            {"name": "Tờ khai", "original": 1, "copy": 0, "form": "T-DON", "required": True, "case": None},
            {"name": "Giấy chứng sinh", "original": 1, "copy": 2, "form": None, "required": True, "case": "con ruột"},
            {
                "name": "Biên bản",
                "original": 0,
                "copy": 0,
                "form": None,
                "required": False,
                "case": None,
                "later": True,
            },
        ),
        channels=({"mode": "truc_tiep", "time": "Trong ngày", "fee": "Phí : 8.000 Đồng", "note": "Ghi chú riêng"},),
        legal=("Luật Hộ tịch 2014", {"number": "123/2015/NĐ-CP", "title": "Quy định", "issued": "2015-11-15"}),
        conditions=("Từ đủ 16 tuổi",),
        extra={"verify": True},
    )
    text = client.get("/thu-tuc/T-2/").content.decode()

    wanted = [
        "Con ruột", "1 bản chính, 2 bản sao", "Điền ngay trên mạng", "Lập trong quá trình", "Biên bản", "Trong ngày",
        "Phí : 8.000 Đồng", "Ghi chú riêng", "Luật Hộ tịch 2014", "123/2015/NĐ-CP: Quy định (ngày 15/11/2015)",
        "Từ đủ 16 tuổi", "3 ngày làm việc", "Bộ phận Một cửa", "Ký duyệt", "hãy đối chiếu", 'href="/thu-tuc/T-2/nop/"',
    ]  # fmt: skip
    assert [word for word in wanted if word not in text] == []


def test_guide_of_another_agency_has_no_form(org, client) -> None:
    publicly.publish(org, "T-2", guide_only=True, level="Công an cấp xã")
    text = client.get("/thu-tuc/T-2/").content.decode()

    assert "Công an cấp xã" in text
    assert "/thu-tuc/T-2/nop/" not in text
    assert client.get("/thu-tuc/T-2/nop/").status_code == 404
    assert client.post("/thu-tuc/T-2/nop/", {"_go": "submit"}).status_code == 404


def test_guide_takes_the_same_queries_for_one_and_for_many_documents(org, client) -> None:
    client.get("/thu-tuc/T-1/")
    forget()
    with CaptureQueriesContext(connection) as few:
        client.get("/thu-tuc/T-1/")
    row = {"name": LONG, "original": 1, "copy": 0, "form": None, "required": True, "case": None}
    publicly.publish(org, "T-2", documents=(row,) * 12, legal=(LONG,) * 9, conditions=(LONG,) * 9)
    client.get("/thu-tuc/T-2/")
    forget()
    with CaptureQueriesContext(connection) as many:
        client.get("/thu-tuc/T-2/")

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("pdf", b"%PDF"),
        ("pdf?kho=a3", b"%PDF"),
        ("pdf?dang=the", b"%PDF"),
        ("png", b"\x89PNG"),
        ("png?kho=a4", b"\x89PNG"),
        ("png?kho=nho", b"\x89PNG"),
        ("svg", b"<svg"),
    ],
)
def test_posters_are_drawn_small_and_kept_by_browsers(org, client, address, begins) -> None:
    response = client.get(f"/thu-tuc/T-1/ap-phich.{address}")

    assert response.content.startswith(begins)
    assert len(response.content) <= 300_000
    again = client.get(f"/thu-tuc/T-1/ap-phich.{address}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_poster_of_a_long_real_text_stays_below_300_kb(org, client) -> None:
    rows = tuple({"name": LONG, "original": 1, "form": None, "required": True, "case": None} for _ in range(12))
    publicly.publish(org, "T-2", name=LONG[:600], documents=rows, legal=(LONG,) * 6, result=LONG)

    for kind in ("pdf", "png", "svg"):
        assert len(client.get(f"/thu-tuc/T-2/ap-phich.{kind}").content) <= 300_000


def test_poster_changes_with_the_version_while_its_link_stays(org, client) -> None:
    first = client.get("/thu-tuc/T-1/ap-phich.pdf").headers["ETag"]
    address = catalogue.poster_address(org.version)
    renewed = publicly.publish(org, "T-1", name="Cấp giấy xác nhận, tên mới")

    assert catalogue.poster_address(renewed) == address
    assert client.get("/thu-tuc/T-1/ap-phich.pdf").headers["ETag"] != first


def test_poster_is_in_vietnamese_for_an_english_reader(org, client) -> None:
    first = client.get("/thu-tuc/T-1/ap-phich.pdf").headers["ETag"]

    assert client.get("/thu-tuc/T-1/ap-phich.pdf", headers={"Accept-Language": "en"}).headers["ETag"] == first


def test_posters_are_limited_for_one_address(org, client, settings) -> None:
    settings.RATE_LIMITS = True
    answers = {client.get("/thu-tuc/T-1/ap-phich.pdf").status_code for _ in range(81)}  # a minute may turn on the way

    assert answers == {200, 429}


def test_qr_of_the_poster_leads_to_the_form_and_to_the_guide_where_there_is_none(org, client) -> None:
    link = qr.of_key("form", "T-1")
    assert client.get(f"/q/{link.token}").url == "/thu-tuc/T-1/nop/"
    assert 'href="/thu-tuc/T-1/">Cần chuẩn bị gì, các bước, phí</a>' in client.get("/thu-tuc/T-1/nop/").content.decode()

    publicly.publish(org, guide_only=True)
    assert client.get(f"/q/{link.token}").url == "/thu-tuc/T-1/"
    publicly.publish(org)
    assert client.get(f"/q/{link.token}").url == "/thu-tuc/T-1/nop/"


@pytest.mark.parametrize(
    ("limit", "unit", "vi", "en"),
    [
        ("1", "days", "1 ngày làm việc", "1 working day"),
        ("2.50", "days", "2,5 ngày làm việc", "2.5 working days"),
        ("1", "calendar", "1 ngày", "1 calendar day"),
        ("0.5", "hours", "0,5 giờ làm việc", "0.5 working hours"),
        ("20", "calendar", "20 ngày", "20 calendar days"),
    ],
)
def test_limit_is_said_in_the_language_of_the_page(limit, unit, vi, en) -> None:
    version = Version(limit=Decimal(limit), limit_unit=unit)
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = catalogue.limit_in_words(version)
    assert said == {"vi": vi, "en": en}
