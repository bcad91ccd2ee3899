from doanso.blocks.eforms import engine
from doanso.blocks.eforms.tests.making import TODAY, check, demo, field, form, read


def test_what_is_missing_is_said_by_kind_and_label():
    definition = form(
        field("text", "a", label="Họ và tên", required=True),
        field("choice", "b", label="Giới tính", required=True, options=["Nam", "Nữ"]),
        field("file", "c", label="Giấy chứng sinh", required=True),
        field("consent", "d", label="Đồng ý", required=True),
        field("signature", "e", label="Chữ ký", required=True),
        field("table", "f", label="Danh sách", required=True, columns=[field("text", "x")]),
        field("date", "g", required=True, missing="Ghi ngày đi giúp mình."),
    )

    assert read(definition, {}).errors == {
        "a": ["Nhập họ và tên."],
        "b": ["Chọn giới tính."],
        "c": ["Đính kèm giấy chứng sinh."],
        "d": ["Mời bạn đánh dấu vào ô này để tiếp tục."],
        "e": ["Ký vào đây."],
        "f": ["Thêm ít nhất một dòng vào “Danh sách”."],
        "g": ["Ghi ngày đi giúp mình."],
    }


def test_a_hidden_field_is_not_required_and_has_no_answer():
    definition = demo("F-CSH")
    data = {
        "don_vi_di": "D-1",
        "noi_den": "Trong tỉnh",
        "don_vi_den": "D-2",
        "ly_do": "Học tập",
        "doan_phi_den": "9/2026",
    }

    reading = read(definition, {**data, "don_vi_den_ngoai": "Chi đoàn xa"})

    assert (reading.errors, "don_vi_den_ngoai" in reading.answers) == ({}, False)
    assert reading.raw["don_vi_den_ngoai"] == "Chi đoàn xa"
    assert reading.hidden == {"don_vi_den_ngoai"}


def test_a_shown_field_is_required_and_a_wrong_hidden_one_is_no_error():
    definition = form(field("yes_no", "b"), field("number", "a", required=True, show_if="b"))

    assert read(definition, {"b": "1"}).errors == {"a": ["Nhập nhãn."]}
    assert read(definition, {"b": "0", "a": "abc"}).errors == {}


def test_a_condition_over_an_empty_field_does_not_hold():
    definition = form(field("number", "b"), field("text", "a", required=True, show_if="b > 5"))

    assert read(definition, {}).hidden == {"a"}


def test_conditions_chain_over_hidden_fields():
    """What stands in a hidden field must not show another one."""
    definition = form(
        field("yes_no", "a"), field("yes_no", "b", show_if="a"), field("text", "c", show_if="b", required=True)
    )

    assert read(definition, {"a": "0", "b": "1"}).hidden == {"b", "c"}
    assert read(definition, {"a": "1", "b": "1"}).errors == {"c": ["Nhập nhãn."]}


def test_sections_and_pages_have_conditions_too():
    source = {
        "code": "T",
        "title": "T",
        "pages": [
            {"key": "p1", "sections": [{"key": "s1", "fields": [field("yes_no", "a")]}]},
            {"key": "p2", "show_if": "a", "sections": [{"key": "s2", "fields": [field("text", "b", required=True)]}]},
        ],
    }
    from doanso.blocks.eforms.definition import load

    definition = load(source)

    assert read(definition, {"a": "0"}).pages(definition) == [0]
    asked = read(definition, {"a": "1"})
    assert (asked.pages(definition), asked.first_bad_page(definition)) == ([0, 1], 1)
    assert asked.errors_on(definition, 0) == {}


def test_required_may_be_a_condition():
    definition = form(field("number", "n"), field("text", "a", required="n > 3"))

    assert read(definition, {"n": "3"}).errors == {}
    assert read(definition, {"n": "4"}).errors == {"a": ["Nhập nhãn."]}


def test_computed_values_are_the_servers_alone():
    definition = form(field("money", "a"), field("money", "b", computed="a * 2", words=True))

    reading = read(definition, {"a": "1.000", "b": "999999"})

    assert (reading.answers, reading.computed) == ({"a": 1000, "b": 2000}, {"b": 2000})
    assert "b" not in reading.raw


def test_computed_values_round_half_up_to_the_fields_precision():
    definition = form(
        field("number", "a"), field("money", "b", computed="a / 2"), field("number", "c", decimals=1, computed="a / 4")
    )

    assert read(definition, {"a": "5"}).answers == {"a": 5, "b": 3, "c": 1.3}
    assert read(definition, {"a": "-5"}).answers == {"a": -5, "b": -3, "c": -1.3}


def test_a_check_tells_its_own_message_and_waits_for_an_answer():
    definition = form(field("date", "b"), field("date", "a", check="a >= b", message="Phải sau ngày bắt đầu."))

    assert read(definition, {"a": "1/1/2026"}).errors == {}
    assert read(definition, {"a": "1/1/2026", "b": "2/1/2026"}).errors == {"a": ["Phải sau ngày bắt đầu."]}


def test_a_check_of_the_whole_form_stands_at_its_field_or_on_top():
    checks = [{"check": "a + b == 10", "message": "Tổng phải bằng 10."}]
    definition = form(field("number", "a"), field("number", "b"), checks=checks)

    assert read(definition, {"a": "3", "b": "4"}).errors == {"": ["Tổng phải bằng 10."]}
    assert read(definition, {"a": "3", "b": "7"}).errors == {}


def test_an_optional_group_is_all_or_nothing():
    fields = [field("text", "x", label="Họ tên", required=True), field("text", "y", label="Dân tộc", required=True)]
    definition = form(field("group", "g", fields=fields))

    assert read(definition, {}).errors == {}
    assert read(definition, {"g.x": "A"}).errors == {"g.y": ["Nhập dân tộc."]}


def test_a_required_group_that_is_blank_points_at_its_boxes():
    definition = form(
        field("group", "g", required=True, label="Người mẹ", fields=[field("text", "x", label="Họ tên", required=True)])
    )

    assert read(definition, {}).errors == {"g": ["Điền phần “Người mẹ”."], "g.x": ["Nhập họ tên."]}


def test_a_group_has_conditions_of_its_own():
    definition = demo("F-BCTT")

    reading = read(
        definition, {"doi_tuong.loai": "Cá nhân", "doi_tuong.don_vi": "D-1", "doi_tuong.nguoi": "Trần Đức Ân"}
    )

    assert reading.answers["doi_tuong"] == {"loai": "Cá nhân", "nguoi": "Trần Đức Ân"}
    assert reading.errors_on(definition, 0) == {"giai": ["Nhập danh hiệu đề nghị."]}


def test_one_page_is_read_and_the_others_come_from_the_draft():
    definition = demo("F-DXV")
    first = read(definition, {"ho_ten": "Lê An", "trinh_do": "lớp 10", "_go": "next"}, page=0)

    second = read(definition, {"ly_do": "Em muốn cống hiến.", "ho_ten": "kẻ khác"}, page=1, stored=first.raw)

    assert first.action.name == "next"
    assert (second.answers["ho_ten"], second.answers["trinh_do"]) == ("Lê An", "lớp 10")
    assert "chi_doan" in second.errors_on(definition, 1)
    assert "chi_doan" not in second.errors_on(definition, 0)


def test_an_emptied_box_does_not_come_back_from_the_draft():
    reading = read(form(field("text")), {"a": ""}, stored={"a": "cũ"})

    assert reading.answers == {}


def test_start_shows_no_errors_and_knows_what_is_hidden():
    reading = engine.start(demo("F-CSH"), {"noi_den": "Trong tỉnh"}, today=TODAY)

    assert (reading.errors, reading.hidden) == ({}, {"don_vi_den_ngoai"})
    assert reading.raw == {"noi_den": "Trong tỉnh"}


def test_check_refuses_what_the_form_does_not_ask():
    assert check(form(field("text")), {"a": "x", "b": 1}).errors == {"b": ["Không có trường “b”."]}
    assert check(form(field("text")), ["x"]).errors == {"": ["Phải là một đối tượng."]}


def test_check_ignores_computed_values_and_nulls():
    definition = form(field("money", "a"), field("money", "b", computed="a * 2"))

    assert check(definition, {"a": None, "b": "junk"}).ok
    assert check(definition, {"a": 5, "b": 0}).answers == {"a": 5, "b": 10}


def test_typed_text_is_kept_when_it_is_wrong():
    reading = read(
        form(field("date"), field("text", "b", max_length=10)), {"a": "hôm qua", "b": "dài quá mức cho phép"}
    )

    assert reading.raw == {"a": "hôm qua", "b": "dài quá mức cho phép"}
    assert set(reading.errors) == {"a", "b"}


def test_files_of_answers_are_listed_wherever_they_stand():
    definition = demo("F-QT")
    ref = {"token": "t1", "name": "a.pdf", "size": 5, "type": "application/pdf"}
    reading = engine.reread(definition, {"chung_tu": 1, "chung_tu.0.tep": [ref]}, today=TODAY)

    assert reading.file_tokens(definition) == ["t1"]


def test_check_tells_of_answers_that_are_not_asked():
    definition = form(field("yes_no", "b"), field("text", "a", show_if="b"))

    assert check(definition, {"b": False, "a": "x"}).errors == {
        "a": ["Không hỏi mục này với các câu trả lời đã cho: mời bỏ đi."]
    }
    assert check(definition, {"b": True, "a": "x"}).ok


def test_check_tells_of_blank_rows_and_texts():
    definition = form(field("text"), field("table", "t", columns=[field("text", "x", label="Tên", required=True)]))

    assert check(definition, {"a": "  ", "t": [{}]}).errors == {
        "a": ["Để trống: mời bỏ mục này hoặc gửi null."],
        "t.0.x": ["Nhập tên."],
    }


def test_a_question_that_is_not_answered_is_said_as_a_question():
    definition = form(
        field("yes_no", label="Bạn là chủ hộ?", required=True), field("likert5", "b", label="Tôi hiểu", required=True)
    )

    assert read(definition, {}).errors == {"a": ["Trả lời câu “Bạn là chủ hộ?”."], "b": ["Trả lời câu “Tôi hiểu”."]}
