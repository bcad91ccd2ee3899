"""The API against its own description: whatever a program sends, the answer is one that the description knows."""

from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from doanso.features.procedures.importer import load
from doanso.features.procedures.importer.read import read
from doanso.features.procedures.services import clients
from doanso.features.procedures.tests.test_importer import source
from tests.support import org as organisation
from tests.support.org import NOON
from tests.test_api import answers, post

pytestmark = pytest.mark.django_db
TOKEN, PROCEDURE = "a" * 40, "9.000001"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
SIGNALS = (request_started, request_finished)
EXPECTED = {200, 201, 400, 401, 403, 404, 405, 406, 409, 413, 415, 422}
few = settings(
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def api(db: None, settings: Any) -> Any:
    """An office with one procedure, one dossier and one program, whose cases are asked without leaving the process."""
    settings.RATE_LIMITS, settings.ALLOWED_HOSTS = False, ["*"]
    org = organisation.build()
    load.publish(mapped=read(source()), owner=org.desk, by=None, now=NOON)
    clients.register(name="Cổng", unit=org.commune, scopes=["submit", "read"], by=None, now=NOON, token=TOKEN)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", _app)
    schema.code = post("/api/v1/dossiers", {"procedure": PROCEDURE, "answers": answers()}).json()["code"]
    yield schema
    for signal in SIGNALS:
        signal.connect(close_old_connections)


def _app(environ: dict[str, Any], start_response: Any) -> Any:
    """The product without closing the connection after each request: the test's transaction lives on it."""
    for signal in SIGNALS:
        signal.disconnect(close_old_connections)
    environ.pop("HTTP_ACCEPT_ENCODING", None)  # this caller asks for compressed answers, but does not unpack them
    return WSGIHandler()(environ, start_response)


def aim(case: Case, dossier: str) -> None:
    """Every other case asks for what exists, or nothing would come behind the first question."""
    if isinstance(case.body, dict) and len(str(case.body)) % 2:
        case.body["procedure"] = PROCEDURE
    if case.path_parameters and len(str(case.path_parameters)) % 2:
        case.path_parameters["code"] = dossier if "dossiers" in case.path else PROCEDURE


def statuses(api: Any, headers: dict[str, str]) -> set[int]:
    """Every operation asked with everything that its description allows; what it answered."""
    seen = set()
    for found in api.get_all_operations():

        @few
        @given(case=found.ok().as_strategy())
        def ask(case: Case) -> None:
            aim(case, api.code)
            case.headers.pop("Authorization", None)  # an invented token never gets in
            seen.add(case.call_and_validate(checks=CHECKS, headers=headers).status_code)

        ask()
    return seen


def test_visitor_never_breaks_the_api(api: Any) -> None:
    seen = statuses(api, {})

    assert {200, 422} <= seen <= EXPECTED, seen


def test_program_never_breaks_the_api(api: Any) -> None:
    seen = statuses(api, {"Authorization": f"Bearer {TOKEN}"})

    assert {200, 201, 422} <= seen <= EXPECTED - {401}, seen
