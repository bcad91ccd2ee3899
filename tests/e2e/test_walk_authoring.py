"""From a template to a published procedure, without code, in the time that an official has: by keyboard, by touch."""

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from doanso.blocks.workflow import queries as workflow
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.tests import office, publicly
from tests.e2e.human import Human
from tests.support import org as organisation
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
MINUTES = 15
TABLE = """Nội dung\tLoại\tBắt buộc\tLựa chọn
Ngày sinh\tngày\tx\t
Giới tính\tlựa chọn\tx\tNam; Nữ
Nơi cư trú\tđịa chỉ\tx\t
Nghề nghiệp\tchữ\t\t
Trình độ học vấn\tlựa chọn\t\tTHPT; Đại học
Ngày bắt đầu\tngày\tx\t
Ngày kết thúc\tngày\tx\t
Số người tham gia\tsố\tx\t
Kinh phí dự kiến\tsố tiền\tx\t
Ảnh hoạt động\tảnh\t\t
Xin hỗ trợ kinh phí\tcó/không\tx\t"""
STEPS = [
    ("Kiểm tra hồ sơ", "cong_chuc_linh_vuc", "4"),
    ("Lấy ý kiến chuyên môn", "cong_chuc_linh_vuc", "4"),
    ("Thẩm định nội dung", "cong_chuc_linh_vuc", "4"),
    ("Trình lãnh đạo", "bo_phan_mot_cua", "1"),
]


@pytest.fixture
def org(live: Any) -> SimpleNamespace:
    org = publicly.build()
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    return org


def opened(browse: Any, live: Any, person: Any, **more: Any) -> Any:
    page, client = browse(**more), Client()
    client.force_login(office.account(person))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    page.goto(f"{live.url}/soan-thao/")
    return page


@pytest.mark.parametrize("touch", [False, True], ids=["keyboard", "touch"])
def test_procedure_is_written_and_published_within_a_quarter_of_an_hour(
    org, live, browse, record_property, touch
) -> None:
    size = {"viewport": PHONE, "has_touch": True} if touch else {"viewport": DESKTOP}
    page = opened(browse, live, org.writer, **size)
    human, started = Human(page, touch=touch), time.monotonic()

    begin(human, org)
    write_questions(human)
    write_steps(human)
    human.press(page.get_by_role("link", name="Tổng quan"))
    page.wait_for_url(re.compile(r"/soan-thao/\d+/$"))
    human.type(page.locator("#id_message"), "Thủ tục mới theo kế hoạch năm.")
    human.press(page.get_by_role("button", name="Gửi duyệt"))
    page.get_by_text("Đang chờ duyệt").first.wait_for()
    took = human.seconds + time.monotonic() - started
    record_property("minutes", round(took / 60, 1))
    record_property("acts", human.acts)

    approve(browse, live, org)
    version = catalogue.current("HD-01")
    content = contents.of_version(version)
    questions = [f for p in content["form"]["pages"] for s in p["sections"] for f in s["fields"]]
    steps = workflow.definition(version.flow).steps
    assert (len(questions), len(steps)) == (15, 6)
    assert [f["show_if"] for f in questions if f.get("show_if")] == ["xin_ho_tro_kinh_phi"]
    assert [[c["key"] for c in f["columns"]] for f in questions if f["type"] == "table"] == [["noi_dung", "so_tien"]]
    assert "return" in next(step for step in steps if step.name == "Thẩm định nội dung").actions
    assert took <= MINUTES * 60


def begin(human: Human, org: SimpleNamespace) -> None:
    page = human.page
    human.press(page.get_by_role("link", name="Thủ tục mới"))
    human.choose(page.locator("#mau"), value="T-1")
    human.press(page.get_by_role("button", name="Chọn", exact=True))
    page.wait_for_url("**mau=T-1*")
    human.type(page.locator("#id_name"), "Đăng ký hoạt động tình nguyện")
    human.type(page.locator("#id_code"), "HD-01")
    human.choose(page.locator("#id_owner"), value=org.desk.code)
    human.press(page.get_by_role("button", name="Bắt đầu soạn"))
    page.wait_for_url(re.compile(r"/soan-thao/\d+/$"))


def write_questions(human: Human) -> None:
    """Eleven from a table of the office, one table by hand; one question only for those who ask for money."""
    page = human.page
    human.press(page.get_by_role("link", name="Câu hỏi", exact=True))
    page.wait_for_url("**/bieu-mau/")
    human.press(page.locator("a[href*=tu-bang]").first)
    human.paste(page.locator("main textarea").first, TABLE)
    human.press(page.locator("button[name=go][value=read]"))
    human.press(page.locator("button[name=go][value=add]"))
    add(human, "Dự toán chi tiết", "table")
    human.press(page.get_by_role("link", name="Thêm cột").first)
    new_question(human, "Số tiền", "money")
    human.press(page.locator(".q-name", has_text="Dự toán chi tiết").first)
    card = page.locator("li.q-open[data-name='Dự toán chi tiết']")
    card.wait_for()  # until then the link of the question before stands there
    human.press(card.get_by_role("link", name="Chỉ hỏi khi…").first)
    human.choose(page.locator("#s-0"), value="xin_ho_tro_kinh_phi")
    page.locator("#v-0").wait_for(state="detached")  # yes or no needs no answer to compare with
    human.press(page.locator("#logic button.btn-main[value=save]"))
    page.get_by_text("Chỉ hỏi khi “Xin hỗ trợ kinh phí”").first.wait_for()


def add(human: Human, label: str, kind: str) -> None:
    human.press(human.page.locator("a.btn-add[href*='them=section']").first)
    new_question(human, label, kind)


def new_question(human: Human, label: str, kind: str) -> None:
    page = human.page
    page.locator("#them").wait_for()
    human.type(page.locator("#them [name=label]"), label)
    human.pick(page.locator(f"#them input[type=radio][value={kind}]"))
    human.press(page.locator("#them button.btn-main"))
    page.locator("#them").wait_for(state="detached")


def write_steps(human: Human) -> None:
    page = human.page
    human.press(page.get_by_role("link", name="Các bước", exact=True))
    page.wait_for_url("**/cac-buoc/")
    after = "tiep_nhan"
    for name, who, hours in STEPS:
        human.press(page.locator(f"#add-{after}"))
        page.locator("#b_name").wait_for()
        after = page.locator("tr.opened[data-key]").first.get_attribute("data-key")
        human.type(page.locator("#b_name"), name)
        human.choose(page.locator("select[name=assignee_who]"), value=who)
        human.type(page.locator("#b_time"), hours)
        human.choose(page.locator("#b_time_unit"), value="gio")
        if name == "Thẩm định nội dung":
            human.tick(page.locator("input[name=may][value=return]"))
        human.press(page.locator("#step-form .btn-main"))
        page.locator("#b_name").wait_for(state="detached")
        page.locator(f"tr.line[data-key={after}]").first.wait_for()


def approve(browse: Any, live: Any, org: SimpleNamespace) -> None:
    """The second person reads what is new before saying yes."""
    page = opened(browse, live, org.second, viewport=DESKTOP)
    page.get_by_role("link", name="Đăng ký hoạt động tình nguyện").first.click()
    page.get_by_role("link", name="Có gì mới", exact=True).click()
    page.get_by_text("Bước “Thẩm định nội dung”").wait_for()
    page.get_by_role("link", name="Tổng quan").click()
    page.get_by_role("button", name="Duyệt và công bố").click()
    page.get_by_text("Đã công bố").first.wait_for()
