import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doanso.features.procedures import posters
from doanso.features.procedures.posters import PosterData, PosterStep
from doanso.lib import demo

MM = 72 / 25.4
URL = "https://so.hungloc.example.vn/q/7K3M9QXAB2"
LONG_NAME = (
    "Thủ tục giải quyết chế độ hỗ trợ một lần đối với thanh niên xung phong, dân quân, du kích tập trung và người có "
    "thành tích tham gia phong trào ở vùng sâu, vùng xa, biên giới, hải đảo, đã hoàn thành nhiệm vụ trở về địa phương "
    "nhưng chưa được hưởng chế độ theo các quy định trước đây (đối với trường hợp đã từ trần)."
)
LONG_STEP = (
    "Trong thời hạn 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ, cơ quan tiếp nhận có trách nhiệm thẩm định: "
    "a) Đối với trường hợp nộp trực tiếp: kiểm tra bản chính; b) Đối với trường hợp nộp qua bưu chính: kiểm tra bản "
    "sao; nếu hồ sơ chưa đầy đủ thì thông báo bằng văn bản và nêu rõ lý do để người nộp bổ sung, hoàn thiện theo luật. "
)


def data_of(procedure: dict) -> PosterData:
    return PosterData(
        code=procedure["code"],
        name=procedure["name"],
        issuer="Đoàn TNCS Hồ Chí Minh tỉnh Hưng Lộc",
        kind="Thủ tục Đoàn",
        days_label=f"{procedure['time_limit']['value']} {procedure['time_limit']['unit']}",
        steps=tuple(PosterStep(name=step["name"], who="Bí thư chi đoàn", time="2 ngày") for step in procedure["steps"]),
        documents=tuple(document["name"] for document in procedure["dossier"]),
        channels=("Trực tuyến: quét mã QR", "Trực tiếp tại nơi tiếp nhận"),
        fee=procedure["fee"],
        result=procedure["result"],
        legal="; ".join(procedure["legal_basis"]),
        version_label="Phiên bản 1 · 21/11/2026",
        url=URL,
        short_url=URL.removeprefix("https://"),
        support="0900 000 000",
        demo=True,
    )


PROCEDURES = {procedure["code"]: data_of(procedure) for procedure in demo.data("procedures")["procedures"]}
ADMISSION = PROCEDURES["D-KN"]
CROWDED = replace(
    ADMISSION,
    name=LONG_NAME,
    issuer=LONG_NAME,
    days_label="Không quá 15 ngày làm việc; phải xác minh thì không quá 25 ngày làm việc kể từ ngày nhận hồ sơ",
    steps=tuple(PosterStep(name=LONG_STEP, who=LONG_NAME, time=LONG_STEP, note=LONG_STEP * 9) for _ in range(12)),
    documents=(LONG_STEP,) * 25,
    channels=(LONG_STEP,) * 3,
    fee=LONG_STEP * 4,
    result=LONG_STEP,
    legal=LONG_STEP * 3,
    support=LONG_NAME,
)
BARE = PosterData(
    code="X", name="X", issuer="", kind="", days_label="", steps=(), url=URL, short_url="so.example.vn/q/7K3M9QXAB2"
)
THREE = replace(ADMISSION, steps=ADMISSION.steps[:3])
ALL_SHAPES = pytest.mark.parametrize("data", [ADMISSION, THREE, CROWDED, BARE], ids=["six", "three", "crowded", "bare"])


def run(*command: str | Path, stdin: bytes = b"") -> bytes:
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def scan(picture: bytes, folder: Path) -> list[str]:
    (folder / "picture.png").write_bytes(picture)
    return run("zbarimg", "--quiet", "--raw", folder / "picture.png").decode().splitlines()


def rasterised(pdf: bytes, dpi: int = 100) -> bytes:
    return run("pdftoppm", "-png", "-singlefile", "-r", str(dpi), "-", stdin=pdf)


def words(pdf: bytes) -> str:
    return " ".join(run("pdftotext", "-", "-", stdin=pdf).decode().split())


def pages_and_size(pdf: bytes) -> tuple[str, str]:
    info = dict(line.split(":", 1) for line in run("pdfinfo", "-", stdin=pdf).decode().splitlines())
    return info["Pages"].strip(), info["Page size"].strip()


@ALL_SHAPES
def test_poster_is_one_a4_page_with_a_readable_code(data, tmp_path) -> None:
    pdf = posters.poster(data)

    assert pages_and_size(pdf) == ("1", "595.276 x 841.89 pts (A4)")
    assert len(pdf) <= 300_000
    assert scan(rasterised(pdf), tmp_path) == [URL]


@ALL_SHAPES
def test_poster_is_one_a3_page_with_a_readable_code(data, tmp_path) -> None:
    pdf = posters.poster(data, size="a3")

    assert pages_and_size(pdf) == ("1", "841.89 x 1190.55 pts (A3)")
    assert scan(rasterised(pdf, dpi=72), tmp_path) == [URL]


@ALL_SHAPES
def test_png_social_picture_and_cards_have_a_readable_code(data, tmp_path) -> None:
    assert scan(posters.poster(data, format="png"), tmp_path) == [URL]
    assert scan(posters.social(data), tmp_path) == [URL]
    cards = posters.counter_card(data)
    assert scan(rasterised(cards, dpi=150), tmp_path) == [URL] * 10
    assert pages_and_size(cards) == ("1", "595.276 x 841.89 pts (A4)")


@pytest.mark.e2e
def test_svg_has_a_readable_code_in_a_browser(tmp_path, browse) -> None:
    (tmp_path / "poster.svg").write_bytes(posters.poster(ADMISSION, format="svg"))
    page = browse({"width": 900, "height": 1273})
    page.goto((tmp_path / "poster.svg").as_uri())

    assert scan(page.screenshot(), tmp_path) == [URL]


def test_social_picture_is_1080_by_1350() -> None:
    header = posters.social(ADMISSION)[:24]

    assert (int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")) == (1080, 1350)


@ALL_SHAPES
def test_code_is_at_least_25_mm_wide(data) -> None:
    """Pure black is used for the code alone, so its extent is that of the black pixels."""
    assert black_width_mm(posters.poster(data)) >= 25


def black_width_mm(pdf: bytes, dpi: int = 100) -> float:
    image = run("pdftoppm", "-gray", "-singlefile", "-r", str(dpi), "-", stdin=pdf)
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image)
    width, pixels = int(head[1]), image[head.end() :]
    columns = [index % width for index, value in enumerate(pixels) if value < 8]
    return (max(columns) - min(columns) + 1) / dpi * 25.4


@pytest.mark.parametrize("code", sorted(PROCEDURES))
def test_poster_of_every_demo_procedure_says_all_that_matters(code) -> None:
    data = PROCEDURES[code]
    text = words(posters.poster(data))

    wanted = [data.code, data.short_url, data.version_label, data.support, *(step.name for step in data.steps)]
    assert [item for item in wanted if item not in text] == []
    assert [document for document in data.documents if document not in text] == []
    assert "Dữ liệu minh họa" in text


def test_poster_without_demo_data_bears_no_such_mark() -> None:
    assert "minh họa" not in words(posters.poster(replace(ADMISSION, demo=False)))


def test_crowded_poster_tells_that_it_was_shortened() -> None:
    text = words(posters.poster(CROWDED))

    assert "nội dung đầy đủ: quét mã QR" in text
    assert "mục khác: xem đủ tại mã QR" in text
    assert text.count("Trong thời hạn 05 ngày") >= 12


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("step", [ADMISSION.steps[0], CROWDED.steps[0]], ids=["short", "long"])
def test_every_step_stands_above_the_panel_with_the_code(count, step) -> None:
    """The circles with the numbers stand in the left margin, in order, and end where the panel begins."""
    found = bboxes(posters.poster(replace(CROWDED, steps=(step,) * count)))
    panel_top = min(top for left, top, _right, _bottom, word in found if word == "Quét") - 14
    numbers = sorted((top, bottom, word) for left, top, _r, bottom, word in found if left < 26 * MM and word.isdigit())
    circles = numbers[1:] if count > 1 else numbers  # the first is that of "3 bước thực hiện"

    assert [word for _top, _bottom, word in circles] == [str(number) for number in range(1, count + 1)]
    assert all(after[0] > before[1] - 2 for before, after in pairwise(circles))
    assert circles[-1][1] < panel_top


def test_more_than_twelve_steps_are_counted_and_the_first_shown() -> None:
    text = words(posters.poster(replace(ADMISSION, steps=ADMISSION.steps * 3)))

    assert "18 bước thực hiện" in text
    assert "… và 7 bước nữa: xem đủ tại mã QR" in text


def test_promise_shows_its_number_apart() -> None:
    assert "15 ngày làm việc" in words(posters.poster(replace(ADMISSION, days_label="15 Ngày làm việc")))
    assert "Trong ngày" in words(posters.poster(replace(ADMISSION, days_label="Trong ngày")))


def test_poster_text_is_never_markup() -> None:
    hostile = '#panic("x") $ \\ ] *đậm* `mã` <nhãn>'

    assert hostile in words(posters.poster(replace(ADMISSION, name=hostile)))


def bboxes(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom in points, and the word."""
    found = re.findall(
        r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</word>',
        run("pdftotext", "-bbox", "-", "-", stdin=pdf).decode(errors="replace"),
    )
    return [(*(float(number) for number in corners), word) for *corners, word in found]


def inside_the_sheet(pdf: bytes) -> bool:
    return all(
        min(left, top) >= 0 and right <= 595.3 and bottom <= 841.9 for left, top, right, bottom, _word in bboxes(pdf)
    )


LETTERS = st.sampled_from('aăâbđêeghơởưựyzAWĐÔỆ 0159-/.,;:#$\\"[]()…\n')
WIDE = PosterStep(name="W" * 90, who="W" * 60, time="W" * 40, note="W" * 90)
STEPS = st.builds(
    PosterStep,
    name=st.text(LETTERS, max_size=300),
    who=st.text(LETTERS, max_size=120),
    time=st.text(LETTERS, max_size=90),
    note=st.text(LETTERS, max_size=250),
)


@settings(max_examples=10, deadline=None)
@given(
    name=st.text(LETTERS, min_size=1, max_size=400),
    steps=st.lists(STEPS, max_size=15),
    days=st.text(LETTERS, max_size=60),
    documents=st.lists(st.text(LETTERS, max_size=200), max_size=30),
)
@example(name="W" * 80, steps=[WIDE], days="W" * 50, documents=["W" * 90])
@example(name="0", steps=[], days="", documents=["0" * 21])
def test_any_text_stays_on_one_sheet(name, steps, days, documents) -> None:
    data = replace(ADMISSION, name=name, days_label=days, steps=tuple(steps), documents=tuple(documents))
    pdf = posters.poster(data)

    assert pages_and_size(pdf)[0] == "1"
    assert inside_the_sheet(pdf)
