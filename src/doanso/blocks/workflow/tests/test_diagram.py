"""The picture of a flow: whole, readable, nothing across anything, nothing let in."""

import re
from importlib.resources import files
from itertools import pairwise
from random import Random
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from doanso.blocks.workflow.diagram import svg
from doanso.blocks.workflow.diagram.measure import balanced, width, wrap
from doanso.blocks.workflow.linting import Finding, lint
from doanso.blocks.workflow.tests.making import DESK, VOTE
from doanso.blocks.workflow.tests.walking import some_flow
from doanso.core.units import services as units

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["Tiếp nhận, kiểm tra thành phần hồ sơ, quét và cấp mã", "Ký", "Thẩm định hồ sơ, dự thảo kết quả trình ký"]


@pytest.fixture(autouse=True)
def roles(db) -> None:
    units.seed_roles()


def tree(flow, **more):
    return ElementTree.fromstring(svg(flow, **more))


def texts(drawn) -> list[str]:
    return [element.text for element in drawn.iter(f"{SVG}text")]


def named(chance: Random) -> dict:
    """A flow led anywhere, with names as offices write them."""
    flow = some_flow(chance)
    for step in flow["steps"]:
        step["name"] = chance.choice(NAMES)
        step["minutes"] = chance.choice([0, 30, 480])
    return flow


def test_steps_stand_in_order_with_who_and_how_long() -> None:
    assert texts(tree(DESK)) == [
        "1", "Tiếp nhận", "Bộ phận Một cửa", "0,5 giờ làm việc",
        "2", "Thẩm định", "Công chức chuyên môn", "4 giờ làm việc",
        "3", "Ký duyệt", "Lãnh đạo đơn vị", "2 giờ làm việc",
        "4", "Trả kết quả", "Bộ phận Một cửa", "0,5 giờ làm việc",
        "Kết thúc",
    ]  # fmt: skip


def test_vote_says_what_it_needs_and_where_it_leads() -> None:
    drawn = texts(tree(VOTE))

    assert " ".join(drawn[drawn.index("Họp xét") + 1 : drawn.index("3")][:5]) == (
        "Hội nghị đoàn viên chi đoàn của người nộp Biểu quyết: cần 2/3 dự họp, quá 1/2 số người dự họp tán thành"
    )
    assert drawn[-3:] == ["Không thông qua", "Thông qua", "Kết thúc"]


def test_conditions_are_put_into_the_words_of_the_caller() -> None:
    flow = {"steps": [
        {"key": "q", "name": "Trong tỉnh?", "kind": "branch", "cases": [{"when": "x = 1", "to": "end"}], "to": "a"},
        {"key": "a", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua"},
    ]}  # fmt: skip

    drawn = texts(tree(flow, condition=lambda when: f"Nơi đến: {when[-1]}"))

    assert [text for text in drawn if text in {"Nơi đến: 1", "Còn lại"}] == ["Nơi đến: 1", "Còn lại"]


def test_who_cannot_see_it_is_told_the_same() -> None:
    found = [Finding("error", "check", "stuck", "Không có lối đi tiếp.")]
    drawn = tree(DESK, current={"receive"}, findings=found, ident="so-do")

    told = {element.get("id"): element.text for element in drawn if element.get("id")}
    assert (drawn.get("role"), drawn.get("aria-labelledby")) == ("img", "so-do-title so-do-words")
    assert told["so-do-title"] == "Sơ đồ các bước"
    assert told["so-do-words"].startswith(
        "1. Tiếp nhận; Bộ phận Một cửa; 0,5 giờ làm việc; hồ sơ đang ở bước này; đến bước 2. "
        "2. Thẩm định; Công chức chuyên môn; 4 giờ làm việc; đến bước 3. Không có lối đi tiếp. 3."
    )
    assert [element.get("id") for element in drawn.iter() if element.get("id")] == ["so-do-title", "so-do-words"]


def test_nothing_that_is_written_becomes_markup() -> None:
    evil = "</text><script>alert(1)</script>\x00&\"'"
    step = {"key": "x", "name": evil, "kind": "consult", "to": evil, "minutes": 60, "assignee": evil,
            "branches": [{"key": "b", "name": evil, "assignee": evil}]}  # fmt: skip
    case = {"key": "q", "name": evil, "kind": "branch", "cases": [{"when": evil, "to": "x"}]}
    flow = {"steps": [{**case, "to": evil}, step]}

    drawn = svg(flow, findings=lint(flow), ident=evil)

    names = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(drawn).iter()}
    assert names == {"svg", "title", "desc", "g", "path", "circle", "rect", "text"}
    assert "<script" not in drawn


@pytest.fixture(scope="module")
def font() -> dict[str, float]:
    face = TTFont(files("doanso.ui") / "static/ui/font/be-vietnam-pro-600.woff2")
    return {chr(code): face["hmtx"][name][0] / 1000 for code, name in face.getBestCmap().items()}


def test_words_are_never_wider_than_measured(font) -> None:
    for letter, real in font.items():
        if letter.isprintable() and ord(letter) < 0x1F00:
            assert width(letter, 1) >= real, letter


def test_lines_fit_and_say_everything() -> None:
    for name in NAMES:
        for lines in (wrap(name, 15, 120), balanced(name, 15, 120)):
            assert " ".join(lines) == name
            assert max(width(line, 15) for line in lines) <= 120
    assert wrap("á" * 30, 15, 100)[0] == "á" * 9
    assert wrap("một hai ba bốn năm", 15, 60, 2) == ("một hai", "ba…")
    long = "Tiếp nhận, kiểm tra thành phần, quét và cấp mã hồ sơ"
    assert wrap(long, 15, 200) == ("Tiếp nhận, kiểm tra thành", "phần, quét và cấp mã hồ", "sơ")
    assert balanced(long, 15, 200) == ("Tiếp nhận, kiểm tra", "thành phần, quét và", "cấp mã hồ sơ")


@pytest.mark.parametrize("seed", range(25))
def test_no_way_crosses_a_box_and_no_text_leaves_it(seed) -> None:
    drawn = tree(named(Random(seed)))
    column = drawn.find(f"{SVG}g/{SVG}g")
    boxes = [_place(group) for group in column.findall(f"{SVG}g") if "flow-step" in group.get("class")]
    ways = [path for path in column.findall(f"{SVG}path") if "flow-way" in path.get("class")]

    for left, top, right, bottom in boxes:
        for way in ways:
            crossing = [p for p in _points(way.get("d")) if left < p[0] < right and top < p[1] < bottom]
            assert crossing == [], (way.get("d"), top, bottom)
    room = float(drawn.get("width"))
    for text in column.findall(f"{SVG}text"):
        assert float(text.get("x")) + width(text.text, 13) < room


def test_ways_to_different_steps_never_run_in_one_lane() -> None:
    cases = [{"when": f"x = {n}", "to": f"t{n}"} for n in (2, 3)]
    tasks = [{"key": f"t{n}", "name": f"Bước {n}", "assignee": "ke_toan"} for n in range(4)]
    flow = {"steps": [{"key": "q", "name": "Đi đâu?", "kind": "branch", "cases": cases, "to": "t1"}, *tasks]}

    ways = [path.get("d") for path in tree(flow).iter(f"{SVG}path") if path.get("class") == "flow-way"]

    lanes = [max(x for x, _y in _points(way)) for way in ways]
    assert sorted(lane for lane in lanes if lane > 264) == [279, 292, 305]


def _place(group) -> tuple[float, float, float, float]:
    """The box, and of a branch the diamond, a little smaller than drawn: ways begin and end on the edge."""
    top = float(re.search(r"translate\(\S+ (\S+)\)", group.get("transform"))[1])
    frame = group.find(f"{SVG}rect")
    if frame is None:
        return 27 - 20, top + 1, 27 + 20, top + 41
    return 1, top + 1, float(frame.get("width")) - 1, top + float(frame.get("height")) - 1


def _points(shape: str) -> list[tuple[float, float]]:
    """Many points along the way."""
    corners = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", shape)]
    return [
        (a[0] + (b[0] - a[0]) * part / 40, a[1] + (b[1] - a[1]) * part / 40)
        for a, b in pairwise(corners)
        for part in range(41)
    ]


def test_it_is_narrow_enough_for_a_phone() -> None:
    assert tree(DESK).get("width") == "293"
    assert tree(VOTE).get("width") == "293"
