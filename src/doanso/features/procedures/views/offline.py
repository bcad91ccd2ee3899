"""Forms on a phone without a network: the pages that it keeps, the script that keeps them, and where it sends them."""

import hashlib
import json
import re
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from doanso.blocks.eforms import engine, services
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.blocks.eforms.render import whole
from doanso.core.consent import evidence
from doanso.core.files import budget
from doanso.core.files import queries as stored
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import offline as queries
from doanso.features.procedures.services import offline, online, weight
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.texts import sent
from doanso.ui import limits

ID = re.compile(r"[A-Za-z0-9_-]{32}")
ICONS = {192: "procedures/icon-192.png", 512: "procedures/icon-512.png"}
# Beside the pages' own style sheet and scripts, which the worker finds in them.
ASSETS = ("procedures/worker.js", "ui/font/be-vietnam-pro-400.woff2", "ui/font/be-vietnam-pro-600.woff2")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What lies on this device. The page is the same for all; a script fills it in from the device's own store."""
    return render(request, "procedures/offline/index.html", {"versions": queries.offered(), "device": _device()})


@require_safe
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """The whole form on one page, without anything of the visitor's in it: the device may keep it."""
    version = filling.open_version(code)
    if not queries.is_offered(version):
        raise Http404(_("This form cannot be filled in without a network."))
    definition = eforms.definition(version.form_id)
    reading = engine.start(definition, today=timezone.localdate())
    button = _("Keep it and send it")
    form = whole(definition, reading, attributes=attributes_of(version, definition), button=button)
    return render(request, "procedures/offline/fill.html", {"version": version, "definition": definition, "form": form})


def attributes_of(version: Version, definition: Definition) -> dict[str, str]:
    """For the script of a form that may be filled in without a network; nothing for others."""
    if not definition.offline:
        return {}
    code, home = version.procedure.code, reverse("procedures:device")
    keep = [reverse("procedures:device_form", args=[code]), reverse("procedures:guide", args=[code])]
    own = {"home": home, "code": code, "name": version.name, "form": str(version.form_id), "keep": " ".join(keep)}
    return _device() | own


def _device() -> dict[str, str]:
    return {"device": static("procedures/device.js"), "worker": reverse("procedures:worker")}


@csrf_exempt  # nobody is recognised here: no cookie is read, so that none can be misused
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """One filled form with its files, from a device's store. The same id again gives the same dossier."""
    limits.hit("procedures.device", limits.client_address(request), limit=60, per_seconds=60)
    budget.count(request, by=None)
    now, device_id = timezone.now(), sent(request, "_id", 40)
    version = _asked_for(request, code, device_id, now)
    if isinstance(version, JsonResponse):
        return version
    return _judged(request, version, offline.once_of(device_id), now)


@csrf_exempt  # as above
@require_POST
def piece(request: HttpRequest, code: str) -> HttpResponse:
    """One file ahead of its form, so that it never has to be sent again; with its digest alone: is it here?"""
    limits.hit("procedures.device_file", limits.client_address(request), limit=120, per_seconds=60)
    budget.count(request, by=None)
    now, device_id = timezone.now(), sent(request, "_id", 40)
    path, upload, digest = sent(request, "_path", 100), request.FILES.get("file"), sent(request, "_sha256", 64)
    version = _asked_for(request, code, device_id, now)
    if isinstance(version, JsonResponse):
        return version
    if upload is None:
        kept = queries.piece(offline.piece_token(device_id, path, digest))
        return _no_store({"state": "kept", "kept": kept} if kept else {"state": "missing"})
    definition = eforms.definition(version.form_id)
    kept, wrong = offline.keep_piece(device_id=device_id, definition=definition, path=path, upload=upload, now=now)
    if wrong:
        return _refused(_("The office cannot take it like this yet. Please correct it."), 422, {path: wrong})
    return _no_store({"state": "kept", "kept": kept})


def _asked_for(request: HttpRequest, code: str, device_id: str, now: datetime) -> Version | JsonResponse:
    """Which version the device filled in; else the answer to it."""
    if not ID.fullmatch(device_id):
        return _refused(_("This form did not arrive whole. Please try again."), 400)
    first = queries.arrived(offline.once_of(device_id), code)
    if first is not None:
        return _arrived(first, offline.link_key(first))
    current = catalogue.open_version(code)
    if current is None:
        return _refused(_("This procedure takes no applications here any more."), 404)
    version = queries.version_for(current, sent(request, "_form", 10), now)
    if version is None:
        return _refused(_("The form has changed since. Open it again: what you typed is carried over."), 409)
    return version


def _judged(request: HttpRequest, version: Version, once: str, now: datetime) -> JsonResponse:
    """The whole form at once, by the same rules as page after page."""
    definition = eforms.definition(version.form_id)
    reading = engine.read(
        definition,
        request.POST,
        request.FILES,
        today=timezone.localdate(now),
        store=partial(services.keep_file, by=None, now=now),
    )
    tokens = tuple(reading.file_tokens(definition))
    if not reading.ok:
        return _refused(_("The office cannot take it like this yet. Please correct it."), 422, _named(reading))
    if set(tokens) - stored.present(tokens):  # sent ahead so long ago that they were erased
        gone = _("A file that you had sent lay here too long and was erased. Open the form and choose it again.")
        return _no_store({"state": "again", "reason": gone}, 410)
    if weight.is_too_much(tokens):
        return _refused(weight.words(), 422)
    proof = evidence.of_request(request, form=f"P-{version.procedure.code} v{version.number}")
    made = offline.take(version=version, handed=online.Handed(reading.answers, tokens, once, proof), now=now)
    return _arrived(made.dossier, made.key)


def _named(reading: engine.Reading) -> dict[str, Any]:
    """Units and communes were typed as words without a network: what they may mean is told, to be typed or chosen."""
    fitting = {path: "; ".join(label for _value, label in choices) for path, choices in reading.suggestions.items()}
    return {
        path: [f"{text} {fitting[path]}" for text in told] if path in fitting else told
        for path, told in reading.errors.items()
    }


def _arrived(dossier: Dossier, key: str) -> JsonResponse:
    link = reverse("procedures:private", args=[dossier.tracking, key]) if key else reverse("procedures:track")
    at = dossier.submitted_at.isoformat()
    return _no_store({"state": "arrived", "tracking": dossier.tracking, "link": link, "at": at})


def _no_store(told: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})


def _refused(reason: str, status: int, errors: dict[str, Any] | None = None) -> JsonResponse:
    return JsonResponse({"state": "refused", "reason": reason, "errors": errors or {}}, status=status)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may answer for the pages below it. A changed asset makes it a new worker."""
    told = {"version": _version(), "home": reverse("procedures:device"), "assets": [static(name) for name in ASSETS]}
    text = f'const OFFLINE = {json.dumps(told)};\nimportScripts("{static("procedures/worker.js")}");\n'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@cache
def _version() -> str:
    """Of everything that a kept page needs: a page kept with one set of scripts is never shown with another."""
    names = [*ASSETS, "procedures/device.js", "eforms/form.js", "ui/app.css", "ui/app.js"]
    return hashlib.sha256(" ".join(static(name) for name in names).encode()).hexdigest()[:12]


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size, name in ICONS.items()
    ]
    home = reverse("procedures:device")
    told = {
        "id": home,
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "description": _("Fill in the office's forms, also without a network."),
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0a56a8",
        "background_color": "#ffffff",
        "icons": icons,
    }
    response = JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept-Language"])
    return response
