"""The form's script in a real browser, under a strict content policy; a small server plays the site."""

import pytest
from django.utils.translation import override

from doanso.blocks.eforms.tests.making import demo, field, form, read

pytestmark = pytest.mark.e2e


def open_form(tab, desk, definition, reading=None, **more):
    desk.show(definition, reading, **more)
    tab.goto(desk.url)
    tab.wait_for_function("document.querySelector('form').dataset.ready === '1'")


def test_conditions_follow_while_one_types(page, desk):
    open_form(page, desk, demo("F-CSH"))
    inside, outside = page.locator("[data-path=don_vi_den]"), page.locator("[data-path=don_vi_den_ngoai]")
    assert (inside.is_visible(), outside.is_visible()) == (False, False)

    page.get_by_label("Ngoài tỉnh", exact=True).check()
    assert (inside.is_visible(), outside.is_visible()) == (False, True)

    page.get_by_label("Trong tỉnh", exact=True).check()
    assert (inside.is_visible(), outside.is_visible()) == (True, False)


def test_conditions_inside_a_group_follow_too(page, desk):
    open_form(page, desk, demo("F-BCTT"))

    page.get_by_label("Tập thể", exact=True).first.check()

    assert page.locator("[data-path='doi_tuong.don_vi']").is_visible()
    assert not page.locator("[data-path='doi_tuong.nguoi']").is_visible()


def test_sums_and_words_follow_rows_that_come_and_go(page, desk):
    open_form(page, desk, demo("F-DP"))

    def cell(row, key):
        return page.locator(f"[name='dong.{row}.{key}']")

    for row, (rate, months) in enumerate([("2000", "3"), ("5.000", "3"), ("2000", "3")]):
        if row:
            page.get_by_role("button", name="Thêm dòng").click()
        cell(row, "muc").fill(rate)
        cell(row, "so_thang").fill(months)
    cell(2, "mien").check()

    shown = [page.locator(f"#f-{key}").inner_text() for key in ("tong", "nop", "giu")]
    assert shown == ["21.000 đồng", "7.000 đồng", "14.000 đồng"]
    assert page.locator("[data-words=tong]").inner_text() == "Hai mươi mốt nghìn đồng"
    assert page.locator("[data-total=thanh_tien]").inner_text() == "21.000 đồng"
    assert cell(0, "muc").input_value() == "2.000"

    page.get_by_role("button", name="Bỏ dòng 2").click()
    assert page.locator("#f-tong").inner_text() == "6.000 đồng"


def test_browser_and_server_compute_the_same(page, desk):
    definition = demo("F-DT")
    open_form(page, desk, definition)
    data = {"muc.0.so_luong": "2,333", "muc.0.don_gia": "1.005", "muc.1.so_luong": "0,5", "muc.1.don_gia": "7"}
    page.get_by_role("button", name="Thêm dòng").click()
    for name, text in data.items():
        page.locator(f"[name='{name}']").fill(text)

    reading = read(definition, data)

    assert page.locator("#f-tong").inner_text() == f"{reading.answers['tong']:,} đồng".replace(",", ".")
    assert page.locator("#f-bang_chu").inner_text() == reading.answers["bang_chu"]


def test_a_condition_may_read_another_page(page, desk):
    from doanso.blocks.eforms.definition import load

    pages = [
        {"key": "p1", "sections": [{"key": "s1", "fields": [field("date", "a")]}]},
        {"key": "p2", "sections": [{"key": "s2", "fields": [field("text", "b", show_if="a < date(2000, 1, 1)")]}]},
    ]
    definition = load({"code": "T", "title": "T", "pages": pages})

    open_form(page, desk, definition, read(definition, {"a": "1/1/1990"}), page=1, show_errors=False)
    assert page.locator("[name=b]").is_visible()
    open_form(page, desk, definition, read(definition, {"a": "1/1/2010"}), page=1, show_errors=False)
    assert not page.locator("[name=b]").is_visible()


def test_a_box_that_is_left_says_what_is_wrong_and_takes_it_back(page, desk):
    open_form(page, desk, demo("F-HN"))
    phone = page.locator("[name=dien_thoai]")

    phone.fill("123")
    phone.blur()
    assert page.locator("#f-dien_thoai-error").inner_text().startswith("Ghi số di động 10 chữ số")
    assert phone.get_attribute("aria-describedby") == "f-dien_thoai-help f-dien_thoai-error"
    phone.fill("0900 000 001")
    phone.blur()
    assert page.locator("#f-dien_thoai-error").count() == 0
    page.locator("[name=ho_ten]").focus()
    page.locator("[name=ho_ten]").blur()
    assert page.locator("#f-ho_ten-error").inner_text() == "Nhập họ, chữ đệm, tên."


def test_what_the_form_itself_says_keeps_its_voice_in_a_sentence_of_another_language(page, desk):
    with override("en"):
        open_form(page, desk, form(field("text", required=True, label="Quê quán (xã, tỉnh)"), field("text", "b")))

    page.locator("#f-a").focus()
    page.locator("#f-b").focus()

    assert page.locator("#f-a-error li").inner_html() == 'Enter <span lang="vi">quê quán</span>.'


def test_a_province_brings_its_communes(page, desk):
    open_form(page, desk, demo("F-HN"))

    with page.expect_response("**/dia-ban/01.json"):
        page.get_by_label("Tỉnh, thành phố").select_option("01")

    page.wait_for_function("document.querySelectorAll('#f-noi_cu_tru-commune-list option').length === 126")


def test_typing_reaches_the_server_within_five_seconds(page, desk):
    open_form(page, desk, demo("F-HN"))

    with page.expect_response("**/nhap/tok/", timeout=5_000):
        page.locator("[name=ho_ten]").fill("Lê An")

    assert dict(desk.drafts[0])["ho_ten"] == "Lê An"
    assert dict(desk.drafts[0])["_ticket"] == "signed"
    page.get_by_text("Đã lưu nháp lúc 09:15").wait_for()


def test_a_dead_browser_loses_nothing(page, desk):
    open_form(page, desk, demo("F-DP"))
    page.get_by_role("button", name="Thêm dòng").click()
    page.locator("[name='dong.1.doan_vien']").fill("Trần Đức Ân")
    page.locator("[name='dong.1.mien']").check()

    page.goto("about:blank")
    open_form(page, desk, demo("F-DP"))

    assert page.locator("[name='dong.1.doan_vien']").input_value() == "Trần Đức Ân"
    assert page.locator("[name='dong.1.mien']").is_checked()
    assert page.get_by_text("Đã khôi phục nội dung bạn nhập trước khi trang bị đóng.").is_visible()

    page.get_by_role("button", name="Bỏ nội dung này").click()
    page.wait_for_function("document.querySelector('form')?.dataset.ready === '1'")
    assert page.locator("[name='dong.1.doan_vien']").count() == 0


def test_what_the_server_says_is_wrong_is_not_overwritten(page, desk):
    definition = form(field("text"), field("date", "b"))
    open_form(page, desk, definition)
    page.locator("[name=a]").fill("cũ trên máy")

    open_form(page, desk, definition, read(definition, {"a": "mới", "b": "hôm qua"}))

    assert page.locator("[name=a]").input_value() == "mới"


def test_a_chosen_file_goes_at_once_and_is_listed(page, desk):
    open_form(page, desk, form(field("file")))

    with page.expect_response("**/nhap/tok/"):
        page.locator("[name=a]").set_input_files({"name": "don.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"})

    page.get_by_text("don.pdf (2 kB)").wait_for()
    assert page.locator("[name='a.kept']").get_attribute("value") == "signed-ref"
    assert page.locator("input[type=file]").input_value() == ""


def test_a_refused_file_is_told_at_its_own_box(page, desk):
    open_form(page, desk, form(field("file"), field("text", "b")))
    told = {"saved_at": "10:00", "errors": {"a": ["Ở đây không nhận tệp này."]}, "files": {"a": []}}
    page.route("**/nhap/tok/", lambda route: route.fulfill(json=told))

    page.locator("[name=a]").set_input_files({"name": "don.exe", "mimeType": "application/pdf", "buffer": b"MZ"})

    page.locator(".errorlist + [name=a][aria-invalid=true]").wait_for()
    assert page.locator(".errorlist").inner_text() == "Ở đây không nhận tệp này."


def test_without_a_connection_the_form_waits_and_is_sent_once(page, desk):
    open_form(page, desk, form(field("text")))
    page.locator("[name=a]").fill("vùng sâu")
    page.context.set_offline(True)

    page.locator(".actions [value=submit]").click()
    page.get_by_text("Mất kết nối: hồ sơ sẽ tự gửi khi có mạng.").wait_for()
    assert desk.submitted == []

    page.context.set_offline(False)
    page.get_by_role("heading", name="Đã nhận").wait_for()
    assert [dict(pairs)["a"] for pairs in desk.submitted] == ["vùng sâu"]


def test_a_signature_is_drawn_and_sent_as_a_picture(page, desk):
    open_form(page, desk, form(field("signature", label="Chữ ký")))
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60)
    page.mouse.up()

    page.locator(".actions [value=submit]").click()
    page.get_by_role("heading", name="Đã nhận").wait_for()

    assert dict(desk.submitted[0])["a.drawn"].startswith("data:image/png;base64,")


def test_enter_submits_the_page_and_deletes_no_row(page, desk):
    open_form(page, desk, demo("F-DP"))
    page.locator("[name='dong.0.doan_vien']").fill("Lê An")

    page.locator("[name='dong.0.doan_vien']").press("Enter")
    page.get_by_role("heading", name="Đã nhận").wait_for()

    assert dict(desk.submitted[0])["_go"] == "submit"


@pytest.mark.parametrize("code", ["F-DXV", "F-DP", "F-NT"])
def test_axe_finds_nothing_on_a_demo_form(browse, desk, axe, code):
    definition = demo(code)
    for number in range(len(definition.pages)):
        for options in ({"viewport": {"width": 320, "height": 700}}, {"color_scheme": "dark"}):
            page = browse(**options)
            open_form(page, desk, definition, read(definition, {}), page=number)
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_everything_can_be_reached(browse, desk):
    page = browse(java_script_enabled=False)
    desk.show(demo("F-CSH"))
    page.goto(desk.url)

    assert page.locator("[name=don_vi_den]").is_visible()
    assert page.locator("[name=don_vi_den_ngoai]").is_visible()
