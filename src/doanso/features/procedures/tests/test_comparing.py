"""The difference of two versions as their writers read it."""

from copy import deepcopy

import pytest

from doanso.features.procedures.queries.comparing import Part, Row, compare
from doanso.features.procedures.services.authoring.content import blank

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    content = blank(code="T-9", kind="TTHC", name="Xác nhận")
    content["guide"]["documents"] = [{"key": "tl_1", "name": "Tờ khai", "original": 1}, {"key": "tl_2", "name": "Ảnh"}]
    return content


def test_nothing_new_tells_nothing(old) -> None:
    assert compare(old, deepcopy(old)) == []


def test_changed_information_stands_beside_what_it_was(old) -> None:
    new = deepcopy(old)
    new["guide"] |= {"fee": "8.000 đồng", "cutoff": False, "audience": ["Công dân", "Tổ chức"]}

    assert compare(old, new) == [
        Part(
            "Thông tin",
            (
                Row("changed", "", "Ai được nộp", "–", "Công dân\nTổ chức"),
                Row("changed", "", "Tiếp nhận sau 15:00 thì tính từ ngày làm việc kế tiếp", "có", "không"),
                Row("changed", "", "Phí, lệ phí", "–", "8.000 đồng"),
            ),
        )
    ]


def test_name_comes_first_and_a_limit_has_its_unit(old) -> None:
    new = old | {"guide": old["guide"] | {"name": "Xác nhận cư trú", "limit": "16", "limit_unit": "hours"}}

    assert compare(old, new)[0].rows == (
        Row("changed", "", "Tên", "Xác nhận", "Xác nhận cư trú"),
        Row("changed", "", "Thời hạn giải quyết", "5 ngày làm việc", "16 giờ làm việc"),
        Row("changed", "", "Tính theo", "ngày làm việc", "giờ làm việc"),
    )


def test_documents_that_come_go_and_move_are_named(old) -> None:
    new = deepcopy(old)
    first, second = new["guide"]["documents"]
    new["guide"]["documents"] = [{"key": "tl_3", "name": "Hộ chiếu"}, second]

    assert compare(old, new) == [
        Part("Giấy tờ", (Row("removed", "Giấy tờ “Tờ khai”"), Row("added", "Giấy tờ “Hộ chiếu”")))
    ]
    new["guide"]["documents"] = [second, first]
    assert compare(old, new) == [Part("Giấy tờ", (Row("moved", "Giấy tờ “Tờ khai”"),))]


def test_steps_are_told_with_who_and_how_long(old) -> None:
    new = deepcopy(old)
    new["flow"]["steps"][0] |= {"assignee": "lanh_dao_don_vi", "minutes": 480}

    assert compare(old, new) == [
        Part(
            "Các bước",
            (
                Row("changed", "Bước “Tiếp nhận hồ sơ”", "Người thực hiện", "bo_phan_mot_cua", "lanh_dao_don_vi"),
                Row("changed", "Bước “Tiếp nhận hồ sơ”", "Thời gian", "4 giờ làm việc", "1 ngày làm việc"),
            ),
        )
    ]


def test_questions_are_named_by_their_label(old) -> None:
    new = deepcopy(old)
    fields = new["form"]["pages"][0]["sections"][0]["fields"]
    fields[0]["label"] = {"vi": "Lý do", "en": "Reason"}
    fields.append({"key": "ngay", "type": "date", "label": "Ngày sinh"})

    assert compare(old, new) == [
        Part(
            "Biểu mẫu",
            (
                Row("added", "Câu hỏi “Ngày sinh”"),
                Row("changed", "Câu hỏi “Lý do / Reason”", "Tên gọi", "Nội dung đề nghị", "Lý do / Reason"),
            ),
        )
    ]
