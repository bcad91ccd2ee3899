"""Every page there is, as those who may open it see it: no barrier that axe knows, no sideways scroll."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.support import busy
from tests.support.addresses import GUARDED, LINKS, OWN, PUBLIC

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# With a real passkey, which the sample is not, tests/e2e/test_look.py walks these.
ELSEWHERE = {"/tai-khoan/bao-mat/webauthn/add/", "/tai-khoan/bao-mat/webauthn/reauthenticate/"}
LOOKS = ((320, "light"), (1280, "dark"))
PARTS = 4  # so that workers share them


@pytest.fixture
def office(live: Any, settings: Any) -> SimpleNamespace:
    settings.RATE_LIMITS = False
    return busy.build()


def readers(office: SimpleNamespace) -> dict[str, tuple[Client, list[str]]]:
    """Who looks, with what browser, at which addresses."""
    found = {"visitor": (office.visitor, [*PUBLIC, *LINKS]), "desk_officer": (_of(office, "desk_officer"), [*OWN])}
    for one in GUARDED:
        found.setdefault(one.by, (_of(office, one.by), []))[1].append(one.path)
    return found | office.entrants


def _of(office: SimpleNamespace, name: str) -> Client:
    return busy.browser(office, name)


def is_page(client: Client, path: str) -> bool:
    """Not a file, a piece of a page, nor an address that only takes something."""
    if path in ELSEWHERE:
        return False
    answer = client.get(path)
    answer.close()
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return False
    return b"<html" in answer.content


def signed_in(browse: Any, client: Client, url: str) -> Any:
    """Whoever has a session, or takes part in a contest."""
    page = browse()
    mine = [name for name in client.cookies if name == "sessionid" or name.startswith("thi_")]
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url} for name in mine])
    return page


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_has_no_barriers_and_fits(
    live: Any, office: SimpleNamespace, browse: Any, axe: Any, part: int
) -> None:
    problems, seen = [], 0
    for client, templates in readers(office).values():
        page = signed_in(browse, client, live.url)
        wanted = [template.format(**office.at) for template in templates[part::PARTS]]
        paths = [path for path in wanted if is_page(client, path)]
        for number, path in enumerate(paths):
            width, scheme = LOOKS[number % 2]
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(live.url + path)
            problems += [f"{path} {width} {scheme}: {problem}" for problem in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            problems += [f"{path} {width}: scrolls sideways, {wide}"] if wide > width else []
        seen += len(paths)

    assert not problems, "\n".join(problems)
    assert seen > 80 // PARTS
