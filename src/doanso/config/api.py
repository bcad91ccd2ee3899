"""The API as a whole: every feature that has `api.py` with a `router` takes part. OpenAPI at /api/openapi.json."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from doanso import __version__
from doanso.lib.errors import Refused, TooMany
from doanso.lib.misshapen import in_words, unreadable

api = NinjaAPI(title="Đoàn Số", version=__version__, docs_url=None, openapi_url="/openapi.json", urls_namespace="api")

for name in settings.INSTALLED_APPS:
    if name.startswith("doanso.features.") and find_spec(f"{name}.api"):
        api.add_router("/v1", import_module(f"{name}.api").router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The same sentence that a person would read; a field's refusal stands at its field."""
    body: dict[str, Any] = {"errors": {error.field: [error.message]}} if error.field else {"detail": error.message}
    answer = api.create_response(request, body, status=422 if error.field else error.status)
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for problem in error.errors:
        place = [str(part) for part in problem["loc"] if part not in {"body", "query", "path", "form", "file"}]
        errors.setdefault(".".join(place), []).append(in_words(problem))
    return api.create_response(request, {"errors": errors}, status=422)


@api.exception_handler(HttpError)
def refused_by_the_library(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON is the one thing that it says by itself."""
    detail = unreadable() if error.status_code == 400 else str(error)
    return api.create_response(request, {"detail": detail}, status=error.status_code)
