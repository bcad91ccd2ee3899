"""Hostile requests to every form that there is: what breaks, and what of the words typed beside it is forgotten."""

import html
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

from django.core.signals import got_request_exception
from django.test import Client
from django.urls import Resolver404, resolve

from tests.support import busy
from tests.support.addresses import GUARDED, LINKS, OWN, PUBLIC
from tests.support.hostile import Blow, Form, blows, forms_of, inputs_of

EACH = int(os.environ.get("DOANSO_FUZZ", "1"))
"""Requests to each form."""
ONLY = os.environ.get("DOANSO_FUZZ_ONLY", "")
"""Of addresses that hold this."""


def shower(office: SimpleNamespace, undone: Callable[[], AbstractContextManager[None]]) -> tuple[int, list[str]]:
    """How many requests were sent, and what went wrong, the most frequent first."""
    wrong, raised, sent = Counter[tuple[str, ...]](), [], 0
    got_request_exception.connect(note := lambda **_more: raised.append(_where()), weak=False)
    for who, form in every_form(office):
        client = _browser(office, who)
        cookies = client.cookies.copy()
        for blow in blows(form, EACH, f"{form.method} {_route(form)} {form.names}"):
            sent += 1
            with undone():
                answer = blow.strike(client, form)
            client.cookies = cookies.copy()
            if answer.status_code >= 500:
                wrong["broken", form.method, form.action, raised[-1] if raised else ""] += 1
            wrong.update(("forgotten", form.action, name) for name in forgotten(blow, answer))
    got_request_exception.disconnect(note)
    return sent, [f"{count} x {what}" for what, count in wrong.most_common()]


def every_form(office: SimpleNamespace) -> list[tuple[str, Form]]:
    """Who sends it, and the form; each once, however many pages show it, and what no page shows as a form."""
    found: dict[tuple[str, str, str], tuple[str, Form]] = {}
    routes = set()
    for template, who, data in _opened():
        path, client = template.format(**office.at), _browser(office, who)
        page = client.get(path)
        content = b"".join(page)
        if page.status_code == 200 and page.headers.get("Content-Type", "").startswith("text/html"):
            for form in forms_of(path, content.decode()):
                if ONLY in _route(form):
                    found.setdefault((form.method, _route(form), _names(form)), (who, form))
                    routes.add((form.method, _route(form)))
        if data is not None:
            values = [(name, value.format(**office.at)) for name, value in data.items()]
            form = Form(path, "post", values, list(data) or ["x"])
            if ONLY in _route(form) and ("post", _route(form)) not in routes:
                found["post", _route(form), ""] = (who, form)
    return list(found.values())


def _opened() -> list[tuple[str, str, dict[str, Any] | None]]:
    """Address, who opens it, and what they send when all addresses are walked."""
    found = [(path, "visitor", None) for path in PUBLIC]
    found += [(path, "visitor", data) for path, data in LINKS.items()]
    found += [(path, "desk_officer", None) for path in OWN]
    return found + [(one.path, one.by, one.post) for one in GUARDED]


def _route(form: Form) -> str:
    path = re.split("[?#]", form.action)[0]
    try:
        return resolve(path).route
    except Resolver404:
        return path


def _names(form: Form) -> str:
    return " ".join(sorted({re.sub(r"\d+", "", name) for name in form.names}))


def _browser(office: SimpleNamespace, who: str) -> Client:
    found = office.visitor if who == "visitor" else busy.browser(office, who)
    found.raise_request_exception = False
    return found


def forgotten(blow: Blow, answer: Any) -> list[str]:
    """Boxes that are there again, without the words that were typed into them."""
    if answer.streaming:
        answer.close()
        return []
    text = answer.content.decode(errors="replace")
    shown = inputs_of(text) if blow.words else set()
    return [name for name, words in blow.words.items() if name in shown and words not in html.unescape(text)]


def _where() -> str:
    kind, error, trace = sys.exc_info()
    ours = [frame for frame in traceback.extract_tb(trace) if "/doanso/" in frame.filename]
    at = f"{ours[-1].filename.rpartition('/doanso/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{kind.__name__ if kind else ''}: {str(error)[:120]!r} {at}"
