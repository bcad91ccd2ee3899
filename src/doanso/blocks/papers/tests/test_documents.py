from dataclasses import replace
from datetime import date

import pytest

from doanso.blocks.papers import render
from doanso.blocks.papers.documents import STATE
from doanso.blocks.papers.tests import pdf
from doanso.blocks.papers.tests.samples import CHECK, DECISION, MINUTES, UNION_DECISION, UNION_OFFICE

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_state_decision_has_all_parts_in_order() -> None:
    content = render.decision(DECISION)

    assert (
        pdf.missing_in_order(
            content,
            [
                "QUYẾT ĐỊNH",
                "Về việc công nhận sáng kiến năm 2025",
                "GIÁM ĐỐC SỞ NỘI VỤ",
                "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;",
                "Theo đề nghị của Chánh Văn phòng.",
                "QUYẾT ĐỊNH:",
                "Điều 1. Công nhận 12 sáng kiến cấp cơ sở.",
                "Điều 2. Văn phòng Sở cập nhật sáng kiến vào kho dữ liệu dùng chung.",
                "Mỗi sáng kiến được theo dõi số lần áp dụng.",
                "Điều 3. Quyết định này có hiệu lực kể từ ngày ký./.",
            ],
        )
        == []
    )
    everything = pdf.text(content)
    for part in ["ỦY BAN NHÂN DÂN TỈNH HƯNG LỘC", "SỞ NỘI VỤ", "Số: 08/QĐ-SNV", "Độc lập - Tự do - Hạnh phúc"]:
        assert part in pdf.text(content, "-raw")
    for part in ["Hưng Lộc, ngày 05 tháng 02 năm 2026", "Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."]:
        assert part in everything
    for part in ["KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", "Nguyễn Thị Thiều Hương"]:
        assert part in pdf.text(content, "-raw")


def test_union_decision_has_no_national_motto() -> None:
    content = pdf.text(render.decision(UNION_DECISION), "-raw")

    assert MOTTO not in content
    assert "Độc lập" not in content
    for part in ["ĐOÀN TNCS HỒ CHÍ MINH", "TỈNH ĐOÀN HƯNG LỘC BAN THƯỜNG VỤ", "***", "Số: 31-QĐ/TĐTN-BTC"]:
        assert part in content
    for part in ["Hưng Lộc, ngày 20 tháng 11 năm 2026", "TM. BAN THƯỜNG VỤ BÍ THƯ", "Trần Quốc Bảo"]:
        assert part in content


def test_state_decision_has_the_national_motto_on_one_line() -> None:
    found = pdf.words(render.decision(DECISION))
    line = [word for word in found if word[4] in MOTTO.split() and word[1] < 25]

    assert [word[4] for word in line] == MOTTO.split()
    assert len({round(word[1], 1) for word in line}) == 1


@pytest.mark.parametrize("paper", [DECISION, UNION_DECISION], ids=["state", "union"])
def test_page_is_a4_with_the_margins_of_decree_30(paper) -> None:
    content = render.decision(replace(paper, articles=("Nội dung đủ dài để chạm lề phải của trang giấy. " * 30,) * 2))
    body = [word for word in pdf.words(content) if word[1] >= 20]

    assert pdf.info(content)["Page size"] == "595.276 x 841.89 pts (A4)"
    assert pdf.info(content)["Pages"] == "2"
    assert 30 <= round(min(word[0] for word in body), 2) <= 31
    assert 189.5 <= max(word[2] for word in body) <= 195  # 15 to 20 mm from the right edge
    assert max(word[3] for word in body) <= 278  # poppler counts the room below the letters, too
    assert min(word[1] for word in pdf.words(content)) >= 10


@pytest.mark.parametrize("paper", [DECISION, UNION_DECISION], ids=["state", "union"])
@pytest.mark.parametrize("place", ["Sa Pa", "Phú Lộc Sơn", "Thành phố Hồ Chí Minh", "Đông Hải Lộc Thượng và Hạ"])
def test_place_and_date_stand_on_one_line(paper, place) -> None:
    content = pdf.words(
        render.decision(replace(paper, on=date(2026, 11, 22), office=replace(paper.office, place=place)))
    )
    first = next(index for index, (*_, word) in enumerate(content) if word == "ngày")
    line = content[first - len(place.split()) : first + 6]

    assert " ".join(word for *_, word in line) == f"{place}, ngày 22 tháng 11 năm 2026"
    assert len({round(top) for _left, top, *_ in line}) == 1
    assert max(right for _left, _top, right, *_ in line) <= 210 - 17


def test_long_name_has_lines_of_about_the_same_length() -> None:
    office = replace(UNION_DECISION.office, name="Đoàn trường Trung học phổ thông Phú Lộc Sơn")

    lines = pdf.run("pdftotext", "-", "-", stdin=render.decision(replace(UNION_DECISION, office=office)))

    assert lines.decode().splitlines()[1:3] == ["ĐOÀN TRƯỜNG TRUNG HỌC", "PHỔ THÔNG PHÚ LỘC SƠN"]


def test_page_number_stands_on_top_from_the_second_page() -> None:
    content = render.decision(replace(DECISION, articles=("Nội dung. " * 450,)))
    heads = [word for word in pdf.words(content) if word[1] < 17]

    assert [word[4] for word in heads] == ["2"]
    assert 100 < heads[0][0] < 112


def test_sizes_and_faces_are_those_of_decree_30() -> None:
    listing = pdf.run("pdffonts", "-", stdin=render.decision(DECISION)).decode().splitlines()[2:]

    assert sorted(line.split()[0].split("+")[1] for line in listing) == [
        "Tinos-Bold",
        "Tinos-BoldItalic",
        "Tinos-Italic",
        "Tinos-Regular",
    ]


def test_draft_leaves_room_for_number_and_date() -> None:
    content = pdf.text(render.decision(replace(DECISION, number="", on=None)))

    assert "QĐ-SNV" not in content
    assert "ngày tháng năm" in content


def test_last_words_end_the_document_once() -> None:
    for ending in ["có hiệu lực.", "có hiệu lực", "có hiệu lực./.", "có hiệu lực ."]:
        content = pdf.text(render.decision(replace(DECISION, articles=(ending,))))
        assert "Điều 1. có hiệu lực./." in content


def test_verification_code_is_decoded_and_its_address_readable(tmp_path) -> None:
    content = render.decision(DECISION)

    assert pdf.scan(content, tmp_path) == [CHECK.url]
    assert CHECK.address in pdf.text(content).replace("/ ", "/")


def test_signature_is_never_torn_from_its_name() -> None:
    """Whatever the length of the text, title and name stand on one page."""
    for count in range(28, 40):
        content = render.decision(replace(DECISION, articles=("Một dòng.\n" * count,)))
        page = pdf.run("pdftotext", "-f", pdf.info(content)["Pages"], "-", "-", stdin=content).decode()
        assert "PHÓ GIÁM ĐỐC" in page
        assert "Nguyễn Thị Thiều Hương" in page


def test_text_of_people_is_never_markup() -> None:
    hostile = '#panic("x") $y$ \\ ] *đậm* <nhãn> @ai'
    content = pdf.text(render.decision(replace(DECISION, abstract=hostile, articles=(hostile,))))

    assert content.count(hostile) == 2


def test_demo_paper_says_that_it_is_worth_nothing() -> None:
    mark = "Dữ liệu minh họa: không có giá trị sử dụng"

    assert mark in pdf.text(render.decision(replace(DECISION, demo=True)))
    assert mark not in pdf.text(render.decision(DECISION))


def test_minutes_tell_quorum_and_every_vote() -> None:
    content = render.minutes(MINUTES)

    assert (
        pdf.missing_in_order(
            content,
            [
                "BIÊN BẢN",
                "Họp chi đoàn xét kết nạp đoàn viên",
                "Thời gian bắt đầu: 14 giờ 00, ngày 20/11/2026",
                "Địa điểm: Phòng họp số 2",
                "triệu tập 18 người; có mặt 16 người (điều kiện: ít nhất 2/3 đoàn viên có mặt)",
                "Cuộc họp đủ điều kiện tiến hành.",
                "Chủ trì: Trần Quốc Bảo. Thư ký: Nguyễn Thị Ánh Tuyết.",
                "1. Nghe giới thiệu về ông Lò Văn Bình.",
                "1. Ông Bình tích cực tham gia tình nguyện.",
                "Kết luận: Chi đoàn đề nghị chuẩn y kết nạp ông Lò Văn Bình.",
                "kết thúc lúc 15 giờ 30 cùng ngày; biên bản đã được thông qua./.",
                "THƯ KÝ",
                "CHỦ TRÌ",
            ],
        )
        == []
    )
    rows = pdf.text(content, "-layout")
    assert "Kết nạp ông Lò Văn Bình 13 2 1 Thông qua" in rows
    assert "Dời ngày lễ kết nạp 5 11 0 Không thông qua" in rows
    assert MOTTO not in rows


def test_minutes_without_quorum_say_so() -> None:
    assert "Cuộc họp không đủ điều kiện tiến hành." in pdf.text(render.minutes(replace(MINUTES, quorate=False)))


def test_minutes_of_an_agency_have_the_state_layout() -> None:
    paper = replace(MINUTES, office=replace(UNION_OFFICE, family=STATE, name="Sở Nội vụ"), on=date(2026, 3, 1))
    content = pdf.text(render.minutes(paper), "-raw")

    assert MOTTO in content
    assert "ngày 01 tháng 3 năm 2026" in content
