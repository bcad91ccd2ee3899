"""The frame of every page: menu, language, look."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from doanso.lib import modules
from doanso.lib.modules import MenuItem, Module
from doanso.ui import menu
from doanso.ui.icons import ICONS

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.django_db


def labels(user, monkeypatch, *items: MenuItem) -> list[str]:
    monkeypatch.setattr(menu, "all_modules", lambda: (Module("m", "M", menu=items),))
    request = RequestFactory().get("/tai-khoan/")
    request.user = user
    return [entry.label for entry in menu.entries(request)]


ITEMS = (
    MenuItem("Sau", "portal:home", public=True, order=9),
    MenuItem("Trước", "portal:privacy", public=True, order=1),
    MenuItem("Đã đăng nhập", "accounts:profile"),
    MenuItem("Có quyền", "accounts:profile", permission="dossiers.decide"),
    MenuItem("Chưa có trang", "nowhere:index", public=True),
)


def test_a_visitor_sees_public_entries_in_their_order(monkeypatch):
    from django.contrib.auth.models import AnonymousUser

    assert labels(AnonymousUser(), monkeypatch, *ITEMS) == ["Trước", "Sau"]


def test_an_entry_with_a_permission_needs_it(monkeypatch, person, settings):
    user = get_user_model().objects.create(username="0900000001", person=person)
    assert labels(user, monkeypatch, *ITEMS) == ["Trước", "Sau", "Đã đăng nhập"]
    user.is_superuser = True
    assert labels(user, monkeypatch, *ITEMS) == ["Trước", "Sau", "Đã đăng nhập", "Có quyền"]


def test_every_entry_of_every_module_has_an_address():
    found = [item for module in modules.all_modules() for item in (*module.menu, *module.footer)]
    assert [item.url_name for item in found if not menu._address(item.url_name)] == []


@pytest.mark.parametrize(("cookie", "attribute"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_the_chosen_look_comes_with_the_page(client: Client, cookie, attribute):
    client.cookies["theme"] = cookie
    assert attribute in re.search(r"<html[^>]*>", client.get("/").content.decode())[0]


@pytest.mark.parametrize("cookie", ["auto", "", '"><script>', "DARK"])
def test_any_other_look_is_the_devices(client: Client, cookie):
    client.cookies["theme"] = cookie
    assert "data-theme" not in re.search(r"<html[^>]*>", client.get("/").content.decode())[0]


def test_the_look_is_chosen_without_scripts(client: Client):
    response = client.post("/giao-dien/sang-toi/", {"theme": "dark", "next": "/tro-nang/"})
    assert (response.url, client.cookies["theme"].value) == ("/tro-nang/", "dark")


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_look_does_not_lead_away(client: Client, next_url):
    assert client.post("/giao-dien/sang-toi/", {"theme": "light", "next": next_url}).url == "/"


def test_an_unknown_look_is_not_kept(client: Client):
    client.post("/giao-dien/sang-toi/", {"theme": "<b>"})
    assert "theme" not in client.cookies


def test_the_language_is_chosen_without_scripts(client: Client):
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    html = client.get("/").content.decode()
    assert ('<html lang="en"' in html, "Where is my dossier?" in html) == (True, True)


def test_the_demonstration_says_so(client: Client, settings):
    settings.DEMO = True
    assert "Dữ liệu minh họa" in client.get("/").content.decode()
    settings.DEMO = False
    assert "Dữ liệu minh họa" not in client.get("/").content.decode()


def test_no_page_has_inline_style_or_script(client: Client, signed_in: Client):
    html = client.get("/").content.decode() + client.get("/dang-nhap/").content.decode()
    html += signed_in.get("/tai-khoan/").content.decode()
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:src=|application/json))[^>]*>", html) == []


def test_the_style_guide_is_not_for_visitors(client: Client, admin_client: Client):
    assert (client.get("/giao-dien/").status_code, admin_client.get("/giao-dien/").status_code) == (404, 200)


def test_the_joined_files_are_up_to_date():
    spec = spec_from_file_location("build_static", ROOT / "tools/build_static.py")
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    stale = [path.name for path, text in tool.outputs().items() if path.read_text(encoding="utf-8") != text]
    assert stale == []


def test_the_two_fonts_weigh_no_more_than_24_kb():
    files = list((ROOT / "src/doanso/ui/static/ui/font").glob("*.woff2"))
    assert len(files) == 2
    assert sum(file.stat().st_size for file in files) <= 24_000


def test_every_icon_that_is_asked_for_is_drawn():
    asked = {item.icon for module in modules.all_modules() for item in module.menu} - {""}
    for template in (ROOT / "src/doanso").rglob("templates/**/*.html"):
        asked |= set(re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8")))
    assert asked - set(ICONS) == set()


TOOLS = tuple(MenuItem(f"Việc {n}", "accounts:profile", permission=f"quyen.{n}") for n in range(5))


def test_what_needs_a_permission_folds_away_under_one_heading(monkeypatch, person):
    monkeypatch.setattr(menu, "all_modules", lambda: (Module("m", "M", menu=(*ITEMS, *TOOLS)),))
    request = RequestFactory().get("/tai-khoan/")
    request.user = get_user_model().objects.create(username="0900000001", person=person)
    request.user.permissions_today = frozenset({"quyen.1", "quyen.3"})
    shown = menu.of(request)
    labels = [[entry.label for entry in part] for part in (shown.common, shown.tools)]
    assert labels == [["Trước", "Sau", "Đã đăng nhập"], ["Việc 1", "Việc 3"]]

    request.user.permissions_today = frozenset({"quyen.1"})  # one alone needs no heading
    shown = menu.of(request)
    assert [entry.label for entry in shown.common] == ["Trước", "Sau", "Đã đăng nhập", "Việc 1"]
    assert shown.tools == ()


def test_the_menu_asks_the_database_no_more_for_more_entries(monkeypatch, person, django_assert_num_queries):
    monkeypatch.setattr(menu, "all_modules", lambda: (Module("m", "M", menu=(*ITEMS, *TOOLS)),))
    request = RequestFactory().get("/tai-khoan/")
    request.user = get_user_model().objects.create(username="0900000001", person=person)
    with django_assert_num_queries(1):
        menu.of(request)
