"""A phone in somebody's hand: a form filled in on it, what its page says, what has arrived at the office."""

import hashlib
import os
import signal
from pathlib import Path
from typing import Any

from doanso.core.files import services as files
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests import publicly

FORM = "/tren-may/T-1/"
HOME = "/tren-may/"
READY, KEPT_HERE = "form[data-kept='1']", "[data-offline-ready='1']"
LISTED = "[data-device-home][data-ready='1']"


def kill(context: Any, home: str) -> None:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and home in _command(entry):
            os.kill(int(entry.name), signal.SIGKILL)
    context.pages[0].wait_for_event("close") if context.pages and not context.pages[0].is_closed() else None


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(errors="replace")
    except OSError:  # it has ended
        return ""


def fill(page: Any, name: str, *photos: Path) -> None:
    page.wait_for_selector(READY)
    page.fill("[name=ho_ten]", name)
    page.fill("[name=so_dinh_danh]", publicly.CCCD)
    page.locator("[name=co_ly_do][value='1']").check()
    page.fill("[name=ly_do]", f"Lý do của {name}")
    page.set_input_files("[name=anh]", photos[0])
    page.set_input_files("[name=them]", list(photos[1:]))
    page.fill("[name=dien_thoai_lien_he]", publicly.PHONE)
    page.locator("[name=dong_y_du_lieu]").check()


def hand_in(page: Any) -> None:
    page.locator("form.eform .btn-main").click()
    page.wait_for_url(f"**{HOME}#*")
    page.wait_for_selector(LISTED)


def items(page: Any, group: str) -> Any:
    return page.locator(f"[data-group={group}] li")


def arrived() -> dict[str, list[str]]:
    """What the office has: for each name the digests of the files that came with it."""
    found: dict[str, list[str]] = {}
    for dossier in Dossier.objects.order_by("pk"):
        stored = dossier.filings.get().files.order_by("pk")
        digests = sorted(hashlib.sha256(files.read(file)).hexdigest() for file in stored)
        found[f"{dossier.applicant_name}: {dossier.filings.get().answers['ly_do']}"] = digests
    return found


def digests(*photos: Path) -> list[str]:
    return sorted(hashlib.sha256(picture.read_bytes()).hexdigest() for picture in photos)
