"""Every page there is, as those who may open it see it: no barrier that axe knows, no sideways scroll."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import busy
from tests.support.addresses import GUARDED, LINKS, OWN, PUBLIC

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NO_PAGE = re.compile(r"^/api/|\.(pdf|docx|xlsx|json|svg)\b|/download/$")
LOOKS = ((320, "light"), (1280, "dark"))
READERS = {
    "visitor": [*PUBLIC, *LINKS],
    "desk_officer": list(OWN),
}


@pytest.fixture
def office(live: Any, settings: Any) -> SimpleNamespace:
    settings.RATE_LIMITS = False
    return busy.build()


def pages_by_reader() -> dict[str, list[str]]:
    found = {reader: list(paths) for reader, paths in READERS.items()}
    for one in GUARDED:
        if one.get == 200:
            found.setdefault(one.by, []).append(one.path)
    return {reader: [path for path in paths if not NO_PAGE.search(path)] for reader, paths in found.items()}


def signed_in(browse: Any, office: SimpleNamespace, reader: str, url: str) -> Any:
    page = browse()
    if reader != "visitor":
        session = busy.browser(office, reader).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return page


def test_every_page_has_no_barriers_and_fits(live: Any, office: SimpleNamespace, browse: Any, axe: Any) -> None:
    problems, seen = [], 0
    for reader, paths in pages_by_reader().items():
        page = signed_in(browse, office, reader, live.url)
        for number, template in enumerate(paths):
            width, scheme = LOOKS[number % 2]
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(live.url + template.format(**office.at))
            if answer.status == 405:
                continue
            seen += 1
            problems += [f"{template} {width} {scheme}: {problem}" for problem in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            problems += [f"{template} {width}: scrolls sideways, {wide}"] if wide > width else []

    assert problems == []
    assert seen > 90
