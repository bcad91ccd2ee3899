"""The browser's twin computes the same, in a real browser under the strict policy of our pages."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import doanso
from doanso.lib.expressions import parse
from doanso.lib.tests import vectors
from doanso.lib.tests.strategies import nodes, scopes

SCRIPT = (Path(doanso.__file__).parent / "ui/static/ui/js/expressions.js").read_text(encoding="utf-8")
HARNESS = """
import {evaluate, number, show, Day} from './expressions.js'
const read = value => {
  if (Array.isArray(value)) return value.map(read)
  if (value === null || typeof value !== 'object') return value
  if (typeof value.number === 'string') return number(value.number)
  if (typeof value.date === 'string') return new Day(value.date)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]))
}
const write = value => {
  if (Array.isArray(value)) return value.map(write)
  if (typeof value === 'bigint') return {number: show(value)}
  if (value instanceof Day) return {date: value.iso}
  return value === null || typeof value !== 'object' ? value : 'row'
}
window.run = (cases, today) => cases.map(([node, scope]) => write(evaluate(node, read(scope), new Day(today))))
"""
HEADERS = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}
FILES = {
    "/": ("text/html", "<!doctype html><script type=module src=/harness.js></script>"),
    "/harness.js": ("text/javascript", HARNESS),
    "/expressions.js": ("text/javascript", SCRIPT),
}


def answer(route):
    kind, body = FILES.get(route.request.url.removeprefix("http://doanso.test"), ("text/plain", ""))
    route.fulfill(body=body, content_type=f"{kind}; charset=utf-8", headers=HEADERS)


@pytest.fixture(scope="module")
def run(chromium):
    page = chromium.new_page()
    page.route("**/*", answer)
    page.goto("http://doanso.test/")
    page.wait_for_function("() => Boolean(window.run)")
    yield lambda cases, today: page.evaluate(
        "([cases, today]) => run(cases, today)",
        [[[node, vectors.encoded(scope)] for node, scope in cases], today.isoformat()],
    )
    page.close()


def test_browser_agrees_on_every_vector(run):
    today, shared = vectors.load()
    found = run([(parse(vector.text), vector.scope) for vector in shared], today)
    wrong = [
        (vector.text, one) for vector, one in zip(shared, found, strict=True) if one != vectors.result(vector.expected)
    ]
    assert wrong == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
@given(cases=st.lists(st.tuples(nodes, scopes), min_size=20, max_size=40))
def test_browser_agrees_on_random_expressions(run, cases):
    today, _ = vectors.load()
    found = run(cases, today)
    wrong = [
        (node, scope, one)
        for (node, scope), one in zip(cases, found, strict=True)
        if one != vectors.computed(node, scope, today)
    ]
    assert wrong == []


def test_script_is_small():
    """It is part of every public form, which may weigh 30 kB in all."""
    assert len(gzip.compress(SCRIPT.encode(), mtime=0)) <= 3 * 1024
