"""What a dossier costs: the form's page, judging it, handing it in, one step; and the weight of page and poster.

All over HTTP against the real server, but for the judging of a form, which happens inside of a request and is measured
alone in this process. Times are CPU of the server and of PostgreSQL together.
"""

import re
from datetime import datetime
from decimal import Decimal
from time import process_time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms import services as eforms_services
from doanso.blocks.workflow import queries as workflow
from doanso.core.units import queries as units
from doanso.features.procedures import bench_cpu, bench_form
from doanso.features.procedures.models import Dossier, Kind, Version
from doanso.features.procedures.services import catalogue

NAME = "dossier"
LIMITS = {
    "get_cpu_ms": 5.0,
    "validate_cpu_ms": 2.0,
    "submit_cpu_ms": 20.0,
    "step_cpu_ms_p95": 5.0,
    "page_gz_kb": 30.0,
    "requests": 3,
    "poster_s": 1.0,
    "poster_kb": 300.0,
}
REQUESTS, WARM_UP = 200, 30
OWNER = "CQ-X01-HC"
PAGE = f"/thu-tuc/{bench_form.CODE}/nop/"
POSTERS = [f"/thu-tuc/{bench_form.CODE}/ap-phich.{end}" for end in ("pdf", "pdf?kho=a3", "png", "svg")]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PARTS = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"')
FONTS = re.compile(r"url\([\"']?([^\"')]+\.woff2)")


def run(probe: Any) -> dict[str, Any]:
    version = publish(timezone.now())
    figures = {
        "get_cpu_ms": _get(probe, probe.session()),
        "validate_cpu_ms": _validate(version),
        "submit_cpu_ms": _submit(probe, probe.session(), version),
        **_steps(probe),
        **_weight(probe.session()),
        **_posters(probe, probe.session()),
    }
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in figures.items()}


def publish(now: datetime) -> Version:
    """The form on one page, over the four steps of a one-stop desk."""
    content = catalogue.Content(
        name="Thủ tục đo hiệu năng với tờ khai 40 trường",
        field="Đo hiệu năng",
        flow=bench_form.FLOW,
        limit=Decimal(5),
        cutoff=True,
        documents=({"name": "Tờ khai theo mẫu", "original": 1, "copy": 0, "form": bench_form.CODE},),
        channels=({"mode": "truc_tuyen", "time": "5 ngày làm việc", "fee": "Không"},),
        legal=("Số liệu bịa để đo",),
        result="Quyết định",
    )
    definition = bench_form.form()
    form = eforms_services.define(code=bench_form.CODE, name="Tờ khai", definition=definition, by=None, now=now)
    owner = units.by_code(OWNER)
    version = catalogue.publish(
        code=bench_form.CODE, kind=Kind.STATE, owner=owner, content=content, by=None, now=now, source="bench"
    )
    # Publishing adds a page for contact and consent; here both stand on the one page.
    version.form, version.extra = form, {"applicant": {"name": "ho_ten", "phone": "dien_thoai", "email": "thu_dien_tu"}}
    version.save(update_fields=["form", "extra"])
    return version


def _get(probe: Any, visitor: Any) -> float:
    _repeat(lambda: _ok(visitor.get(PAGE)), WARM_UP)
    with probe.measure() as used:
        _repeat(lambda: _ok(visitor.get(PAGE)), REQUESTS)
    return used.cpu_ms / REQUESTS


def _validate(version: Version) -> float:
    """From the body of the post to clean answers; a field that names a unit would add a look-up."""
    definition, body = eforms.definition(version.form_id), urlencode(_typed(version), doseq=True)
    today = timezone.localdate()

    def judge() -> None:
        reading = engine.read(definition, QueryDict(body), {}, today=today)
        if not reading.ok:
            raise RuntimeError(f"the form of this bench is wrong: {reading.errors}")

    _repeat(judge, WARM_UP)
    started = process_time()
    _repeat(judge, REQUESTS)
    return (process_time() - started) * 1000 / REQUESTS


def _submit(probe: Any, visitor: Any, version: Version) -> float:
    typed = _typed(version)
    posts = [_body(visitor.get(PAGE).text, typed) for _time in range(REQUESTS + WARM_UP)]
    for post in posts[:WARM_UP]:
        _hand_in(visitor, post)
    with probe.measure() as used:
        for post in posts[WARM_UP:]:
            _hand_in(visitor, post)
    if Dossier.objects.count() < len(posts):
        raise RuntimeError("some submissions made no dossier")
    return used.cpu_ms / REQUESTS


def _body(page: str, typed: dict[str, Any]) -> bytes:
    """Each page brings the ticket of one submission."""
    return urlencode({**dict(HIDDEN.findall(page)), **typed, "_go": "submit"}, doseq=True).encode()


def _hand_in(visitor: Any, post: bytes) -> None:
    answer = visitor.send(PAGE, post, "application/x-www-form-urlencoded")
    if answer.status != 302:
        raise RuntimeError(f"the form was not taken: {answer.status}\n{answer.text}")


def _typed(version: Version) -> dict[str, Any]:
    definition = eforms.definition(version.form_id)
    reading = engine.check(definition, bench_form.answers(), today=timezone.localdate())
    return engine.raw_of(definition, reading.answers)


def _steps(probe: Any) -> dict[str, Any]:
    """Every step of the submitted dossiers, one after the other; signing makes the result too."""
    dossiers = list(Dossier.objects.order_by("pk")[: REQUESTS // 2])
    spent: dict[str, list[float]] = {}
    for step in bench_form.FLOW["steps"]:
        opened = [workflow.open_steps(workflow.case_of(dossier)).get() for dossier in dossiers]
        officer = _officer(probe, opened[0])
        addresses = [f"/ho-so/{d.code}/buoc/{row.pk}/" for d, row in zip(dossiers, opened, strict=True)]
        spent[step["key"]] = _walk(probe, officer, addresses)[5:]
    every = sorted(ms for times in spent.values() for ms in times)
    each = {f"step_{key}_cpu_ms": sum(times) / len(times) for key, times in spent.items()}
    told = {"steps": len(every), "steps_taken": "over HTTP, by signed-in officers"}
    return {"step_cpu_ms_p95": every[int(len(every) * 0.95)], "step_cpu_ms_p50": every[len(every) // 2], **each, **told}


def _walk(probe: Any, officer: Any, addresses: list[str]) -> list[float]:
    """CPU of each post that takes one dossier one step on."""
    token = officer.get("/viec/").csrf_token
    form = {"csrfmiddlewaretoken": token, "action": "forward", "comment": "Đã kiểm tra, đủ điều kiện."}
    processes = bench_cpu.tree(probe.server_pid, probe.postgres_pid)
    spent = []
    for address in addresses:
        before = bench_cpu.spent_ms(processes)
        answer = officer.post(address, form)
        spent.append(bench_cpu.spent_ms(processes) - before)
        if answer.status != 302:
            raise RuntimeError(f"the step was not taken: {answer.status}\n{answer.text}")
    return spent


def _officer(probe: Any, opened: Any) -> Any:
    """Signed in as one of those before whom this step lies."""
    people = workflow.people_on(opened, timezone.now())
    person = next(person for person in people if hasattr(person, "user"))
    session = probe.session()
    token = session.get("/dang-nhap/").csrf_token
    known = {"csrfmiddlewaretoken": token, "login": person.user.username, "password": settings.DEMO_PASSWORD}
    if session.post("/dang-nhap/", known).status != 302:
        raise RuntimeError(f"{person} could not sign in")
    return session


def _weight(visitor: Any) -> dict[str, float]:
    """On the wire, compressed: the page, its styles and scripts with what these import; fonts are counted apart."""
    page = visitor.get(PAGE)
    sizes, fonts, waiting = {PAGE: page.wire_bytes}, {}, PARTS.findall(page.text)
    while waiting:
        path = waiting.pop()
        if path in sizes:
            continue
        answer = visitor.get(path)
        sizes[path] = answer.wire_bytes
        base = path.rpartition("/")[0]
        waiting += [_joined(base, found) for found in re.findall(r'(?:from|import)\s*"(\.[^"]+)"', answer.text)]
        fonts |= {_joined(base, found): 0 for found in FONTS.findall(answer.text)}
    heavy = sum(visitor.get(path).wire_bytes for path in fonts)
    return {"page_gz_kb": sum(sizes.values()) / 1000, "requests": len(sizes), "fonts_kb": heavy / 1000}


def _joined(base: str, found: str) -> str:
    """An address inside a style or a script, seen from the site's root."""
    parts = (found if found.startswith("/") else f"{base}/{found}").split("/")
    kept: list[str] = []
    for part in parts:
        if part == "..":
            kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept)


def _posters(probe: Any, visitor: Any) -> dict[str, float]:
    """The dearest and the heaviest of the formats, each drawn for the first time."""
    seconds, sizes = [], []
    for path in POSTERS:
        with probe.measure() as used:
            answer = _ok(visitor.get(path))
        seconds.append(used.cpu_ms / 1000)
        sizes.append(answer.wire_bytes / 1000)
    return {"poster_s": max(seconds), "poster_kb": max(sizes)}


def _repeat(act: Any, times: int) -> None:
    for _time in range(times):
        act()


def _ok(answer: Any) -> Any:
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}\n{answer.text}")
    return answer
