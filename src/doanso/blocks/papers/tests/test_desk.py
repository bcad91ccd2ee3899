from dataclasses import replace
from datetime import UTC, datetime

import pytest

from doanso.blocks.papers import desk, render
from doanso.blocks.papers.documents import UNION
from doanso.blocks.papers.tests import pdf, samples
from doanso.blocks.papers.tests.samples import TRACK

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
PAPERS = {
    "receipt": (
        render.receipt,
        samples.RECEIPT,
        [
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            "Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ của:",
            "H41.01-261120-0007",
            "Đăng ký kết hôn (mã 1.000894)",
            "Lò Thị Mai Anh",
            "Tờ khai đăng ký kết hôn 1 0",
            "Giấy xác nhận tình trạng hôn nhân 1 2 Bản sao có chứng thực",
            "15 giờ 18 phút, ngày 20 tháng 11 năm 2026",
            "01 ngày làm việc",
            "Miễn lệ phí",
            "Nhận tại quầy số 2",
            "16 giờ 30 phút, ngày 23 tháng 11 năm 2026",
            "Người nộp hồ sơ",
            "Phạm Thị Hạnh",
            "Hỏi đáp: 0900 000 001.",
        ],
    ),
    "supplement": (
        render.supplement,
        samples.SUPPLEMENT,
        [
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "H41.01-261120-0007",
            "Tờ khai Ghi đủ ngày sinh của bên nữ",
            "Hồ sơ chưa đủ thông tin",
            "ngày 05 tháng 12 năm 2026",
            "Thời gian chờ bổ sung không tính vào thời hạn giải quyết.",
            "Người hướng dẫn",
        ],
    ),
    "supplemented": (
        render.supplemented,
        samples.SUPPLEMENTED,
        [
            "GIẤY TIẾP NHẬN HỒ SƠ BỔ SUNG",
            "1 Bản sao giấy khai sinh",
            "Người mang đến Lò Văn Bình",
            "Nhận bổ sung 15 giờ 18 phút, ngày 20 tháng 11 năm 2026",
            "Tính tiếp thời hạn từ 07 giờ 30 phút, ngày 23 tháng 11 năm 2026",
            "Khi có thông báo",
        ],
    ),
    "refusal": (
        render.refusal,
        samples.REFUSAL,
        [
            "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ",
            "1. Bên nam chưa đủ 20 tuổi tại ngày nộp hồ sơ.",
            "Điều 8 Luật Hôn nhân và gia đình năm 2014",
            "Nộp lại khi đủ điều kiện về tuổi",
            "có quyền khiếu nại",
        ],
    ),
    "apology": (
        render.apology,
        samples.APOLOGY,
        [
            "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
            "Kính gửi: Lò Thị Mai Anh",
            "hẹn trả kết quả lúc 16 giờ 30 phút, ngày 23 tháng 11 năm 2026",
            "vì: phải xác minh thêm tại nơi cư trú trước đây.",
            "chân thành xin lỗi",
            "09 giờ 00 phút, ngày 26 tháng 11 năm 2026",
            "GIÁM ĐỐC",
            "Hoàng Văn Dũng",
        ],
    ),
    "control_slip": (
        render.control_slip,
        samples.CONTROL_SLIP,
        [
            "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
            "Lò Thị Mai Anh",
            "Bộ phận Một",
            "Đúng hạn",
            "09:30",
            "11:00",
            "Người lập phiếu",
        ],
    ),
    "register": (
        render.register,
        samples.REGISTER,
        [
            "SỔ THEO DÕI HỒ SƠ",
            "(từ ngày 01/11/2026 đến ngày 30/11/2026; 1 hồ sơ)",
            "In lúc 08:00 30/11/2026",
        ],
    ),
    "cover_sheet": (
        render.cover_sheet,
        samples.COVER_SHEET,
        [
            "Tờ bìa hồ sơ giấy",
            "H41.01-261120-0007",
            "16:30 23/11/2026",
            "Lò Thị Mai Anh",
            "Tờ khai đăng ký kết hôn 1 0",
        ],
    ),
    "answers_copy": (
        render.answers_copy,
        samples.ANSWERS_COPY,
        [
            "BẢN LƯU NỘI DUNG ĐÃ NỘP",
            "15 giờ 18 phút, ngày 20 tháng 11 năm 2026",
            "Bên nam",
            "Họ và tên Đinh Văn Khôi",
            "Tên gọi khác (để trống)",
            "Kinh phí",
            "1 Thuê hội trường 2.500.000",
            "Cộng 2.500.000",
            "1. to-khai.pdf",
        ],
    ),
}
ALL = pytest.mark.parametrize(("draw", "paper", "wanted"), PAPERS.values(), ids=PAPERS)


@ALL
def test_paper_says_what_its_form_asks_for(draw, paper, wanted) -> None:
    content = draw(paper)
    lines = pdf.text(content, "-layout")

    assert [item for item in wanted if item not in lines and item not in pdf.text(content)] == []


@ALL
def test_paper_is_a4_titled_and_tagged(draw, paper, wanted) -> None:
    found = pdf.info(draw(paper))

    assert found["Page size"] in {"595.276 x 841.89 pts (A4)", "841.89 x 595.276 pts (A4)"}
    assert (found["Tagged"], found["Pages"]) == ("yes", "1")
    assert found["Title"] != ""


@ALL
def test_paper_of_a_union_desk_has_no_national_motto(draw, paper, wanted) -> None:
    union = replace(paper, office=replace(paper.office, family=UNION))

    assert MOTTO not in pdf.text(draw(union), "-raw")
    assert (MOTTO in pdf.text(draw(paper), "-raw")) == (draw is not render.cover_sheet)


@pytest.mark.parametrize(
    "name", ["receipt", "supplement", "supplemented", "refusal", "apology", "control_slip", "answers_copy"]
)
def test_paper_leads_to_where_the_dossier_is_followed(name, tmp_path) -> None:
    draw, paper, _wanted = PAPERS[name]
    content = draw(paper)

    assert pdf.scan(content, tmp_path) == [TRACK.url]
    assert "Theo dõi hồ sơ: quét mã bên, hoặc vào so.example.vn/tra-cuu và nhập mã tra cứu K7M9-XQ2A." in pdf.text(
        content
    ).replace("/ ", "/")


def test_cover_sheet_opens_the_dossier(tmp_path) -> None:
    assert pdf.scan(render.cover_sheet(samples.COVER_SHEET), tmp_path) == ["https://so.example.vn/q/CDEF2345"]


def test_moments_are_vietnamese_clocks() -> None:
    receipt = replace(samples.RECEIPT, received_at=datetime(2026, 11, 20, 17, 30, tzinfo=UTC))

    assert "00 giờ 30 phút, ngày 21 tháng 11 năm 2026" in pdf.text(render.receipt(receipt))


def test_receipt_without_a_due_time_promises_a_notice() -> None:
    assert "Khi có thông báo" in pdf.text(render.receipt(replace(samples.RECEIPT, due_at=None)))


def test_request_in_one_sentence_needs_no_second_column() -> None:
    paper = replace(samples.SUPPLEMENT, requests=(("Nộp lại tờ khai có chữ ký", ""),))

    assert "Cần làm" not in pdf.text(render.supplement(paper))
    assert "Cần làm" in pdf.text(render.supplement(samples.SUPPLEMENT))


def test_register_repeats_its_head_and_keeps_every_row() -> None:
    entries = tuple(replace(samples.ENTRY, code=f"H41.01-261120-{number:04}") for number in range(1, 201))
    content = render.register(replace(samples.REGISTER, entries=entries))
    everything = pdf.text(content, "-layout")

    assert [entry.code for entry in entries if entry.code not in everything] == []
    assert everything.count("Mã hồ sơ") == int(pdf.info(content)["Pages"])


def test_table_of_100_rows_and_11_columns_prints_whole() -> None:
    rows = tuple(tuple(f"{row}.{column}" for column in range(11)) for row in range(100))
    table = desk.Table(header=tuple(f"Cột {column}" for column in range(11)), rows=rows)
    copy = replace(samples.ANSWERS_COPY, sections=(desk.Section(tables=(("Bảng", table),)),))
    found = pdf.words(render.answers_copy(copy))

    assert {cell for row in rows for cell in row} - {word[4] for word in found} == set()
    assert max(word[2] for word in found) <= 195
