"""A real Chromium, as `executable` finds it. Phone and desktop widths, pictures, axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SHOTS = Path(__file__).resolve().parents[1] / "e2e" / "shots"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",  # as root it does not start otherwise
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--no-first-run",
    "--no-pings",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What axe says of all that is well is most of its work and of its answer.
LOOK = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then(found => found.violations)"""


def executable() -> str | None:
    """CHROMIUM names it; else the one without windows, which takes less than half of the time; else the whole one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = executable()
    assert path, "No Chromium: on Debian `apt-get install chromium-headless-shell`, or set CHROMIUM to one."
    # The synchronous API keeps an event loop in this thread, and Django would refuse its own database for that.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`browse(PHONE)` opens a fresh page; an error in its console fails the test. More keywords go to the context."""
    contexts, complaints = [], []

    def open_page(viewport: dict[str, int] = DESKTOP, **options: Any) -> Any:
        context = chromium.new_context(viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    # An answer of 4xx is logged as an error by the browser; what the page does with it is the test's business.
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []


@pytest.fixture
def page(browse: Callable[..., Any]) -> Any:
    return browse()


@pytest.fixture
def phone(browse: Callable[..., Any]) -> Any:
    return browse(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`assert axe(page) == []`: each WCAG 2.2 AA violation with the elements it concerns."""
    from axe_playwright_python.base import AXE_SCRIPT

    def check(page: Any) -> list[str]:
        page.emulate_media(reduced_motion="reduce")  # a colour on its way to another has little contrast
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(LOOK, WCAG)
        return [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:4]]}" for one in found]

    return check


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Any, str], None]:
    """`shot(page, "guide")` keeps a picture under tests/e2e/shots/."""

    def take(page: Any, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{request.node.name}-{name}.png", full_page=True)

    return take
