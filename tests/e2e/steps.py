"""What the walks do over and over, in the words of the screens."""

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.test import Client

from doanso.core.accounts.models import Person, User
from tests.support.site import Site

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
PDF += b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
DONE = re.compile("^(Xong|Ký)")
NEXT = "button[name=_go][value=next]:not([tabindex])"
SUBMIT = "button[name=_go][value=submit]:not([tabindex])"


def sign_in_as(page: Any, url: str, person: Person) -> None:
    """In a test whose database the server shares."""
    user, _made = User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def scan(picture: Path) -> str:
    """What an independent reader finds in the QR code of a PNG, or of a PDF's first page."""
    if picture.suffix == ".pdf":
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", picture, picture.with_suffix("")], check=True)
        picture = picture.with_suffix(".png")
    done = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[0]


def download(page: Any, address: str, target: Path) -> Path:
    answer = page.request.get(urljoin(page.url, address))
    assert answer.status == 200, (address, answer.status)
    target.write_bytes(answer.body())
    return target


def text_of(pdf: Path) -> str:
    return " ".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True).stdout.split())


def fill(page: Any, values: dict[str, Any]) -> None:
    """Every box of this page that `values` names: text, choice, tick, file, province with its first commune."""
    for name, value in values.items():
        box = page.locator(f"[name='{name}']")
        if box.count():
            _put(page, box, value)


def _put(page: Any, box: Any, value: Any) -> None:
    kind = box.first.evaluate("element => element.type")
    if kind == "radio":
        page.locator(f"[name='{box.first.get_attribute('name')}'][value='{value}']").check()
    elif kind == "checkbox":
        box.first.set_checked(bool(value))
    elif kind == "file":
        box.first.set_input_files(value)
        page.wait_for_timeout(300)
    elif kind == "select-one":
        box.first.select_option(index=value)
    else:
        box.first.fill(value)


def first_commune(page: Any, site: Site, province: str) -> str:
    """Choose the first province of the list; a commune of it."""
    page.locator(f"select[name='{province}']").select_option(index=1)
    code = page.locator(f"select[name='{province}']").input_value()
    return page.request.get(f"{site.url}/bieu-mau/dia-ban/{code}.json").json()[0]


def fill_to_the_end(page: Any, values: dict[str, Any]) -> None:
    """Page after page, then submitted."""
    for _number in range(8):
        fill(page, values)
        if page.locator(SUBMIT).count():
            _pass(page, SUBMIT)
            return
        _pass(page, NEXT)


def _pass(page: Any, button: str) -> None:
    page.locator(button).click()
    page.wait_for_load_state()
    assert not page.locator(".note[data-kind=bad]").count(), page.locator("main").inner_text()[:900]


def press(page: Any, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def open_dossier(page: Any, site: Site, phone: str, code: str) -> None:
    """As this person, from their own list of work to the dossier."""
    site.sign_in(page, phone)
    page.goto(f"{site.url}/viec/")
    page.get_by_role("link", name=re.compile(re.escape(code))).first.click()
    page.wait_for_url(f"**/ho-so/{code}/")


def finish_step(page: Any, site: Site, phone: str, code: str) -> None:
    open_dossier(page, site, phone, code)
    press(page, DONE)


def code_on(page: Any) -> str:
    """The dossier code on the page."""
    found = re.search(r"[A-Z0-9.-]+-\d{6}-\d{4}", page.locator("main").inner_text())
    assert found, (page.url, page.locator("main").inner_text()[:400])
    return found[0]
