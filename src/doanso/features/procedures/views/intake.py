"""The counter: an officer receives a paper dossier, or fills the form together with somebody who cannot."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.definition import Definition
from doanso.blocks.eforms.queries import Draft
from doanso.core.consent import evidence
from doanso.features.procedures import rules
from doanso.features.procedures.models import Channel, IdentityCheck, Version
from doanso.features.procedures.queries import catalogue, identity
from doanso.features.procedures.services import online, paperforms
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.filling import Filled, Sheet
from doanso.lib.errors import Forbidden

# What the officer's tabs call the ways in; a helped applicant still applies online.
WAYS = {"quay": Channel.COUNTER, "buu-chinh": Channel.POST, "ho-tro": Channel.ONLINE}


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Which procedure? Only those of units for which this person receives."""
    text = request.GET.get("q", "")[:200]
    units = rules.units_of_intake(request.user.person, timezone.localdate())
    found = catalogue.search(catalogue.Wanted(text=text))
    found = found.filter(procedure__owner__in=units, procedure__guide_only=False)
    facts = {"versions": found[:100], "q": text, "receives": units.exists()}
    return render(request, "procedures/officers/intake.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """`?tu=` names the applicant's own draft, from the code on its printed form: the officer goes on with it."""
    version = _receivable(request, code)
    check = _seen(request, version)
    if check is None and catalogue.needs_account(version):
        return redirect(f"{reverse('procedures:identity', args=[code])}?{_query(request, _way(request), code)}")
    if check and check.dossier:  # it has been received: who presses twice comes to the same dossier
        return redirect(check.dossier)
    sheet = _sheet(request, version, check)
    if request.method == "POST":
        return filling.posted(request, sheet, partial(_hand_in, request, version, check))
    return filling.blank(request, sheet)


@require_safe
@login_required
def resume(request: HttpRequest, code: str, token: str) -> HttpResponse:
    version = _receivable(request, code)
    return filling.resumed(request, _sheet(request, version, _seen(request, version)), token)


def _seen(request: HttpRequest, version: Version) -> IdentityCheck | None:
    """`?nguoi=`: whose paper this officer has just seen, for what concerns somebody's own data."""
    return identity.check_of(request.GET.get("nguoi", ""), version, request.user.person)


def _source(request: HttpRequest, code: str) -> paperforms.Source | None:
    return paperforms.source_of(request.GET.get("tu", ""), code)


def _brought_draft(request: HttpRequest, code: str) -> Draft | None:
    source = _source(request, code)
    return paperforms.draft_of(source, now=timezone.now()) if source else None


def _receivable(request: HttpRequest, code: str) -> Version:
    version = filling.open_version(code)
    if not rules.may_take_in(request.user.person, version.procedure.owner, timezone.localdate()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    return version


def _way(request: HttpRequest) -> str:
    asked = request.GET.get("cach", "quay")
    return asked if asked in WAYS else "quay"


def _sheet(request: HttpRequest, version: Version, check: IdentityCheck | None) -> Sheet:
    code, way = version.procedure.code, _way(request)
    draft, query = _brought_draft(request, code), _query(request, way, code)

    def brought(definition: Definition) -> dict[str, Any]:
        """At the counter and by post the papers themselves are there: no scan is asked for."""
        on_paper = way != "ho-tro" and "nop_ban_giay" in definition.fields
        known = engine.raw_of(definition, {"nop_ban_giay": True}) if on_paper else {}
        known |= engine.raw_of(definition, _named(definition, check)) if check else {}
        return {**known, **{name: value for name, value in draft.raw.items() if value}} if draft else known

    return Sheet(
        form_id=draft.version_id if draft else version.form_id,
        subject=f"quay:{code}:{check.pk}" if check else f"quay:{code}",
        address=f"{reverse('procedures:receive', args=[code])}?{query}",
        draft_address=lambda token: f"{reverse('procedures:receive_resume', args=[code, token])}?{query}",
        template="procedures/officers/receive.html",
        submit_label=_("Receive the dossier"),
        facts={
            "version": version,
            "ways": () if check else _ways(request, way, code),
            "brought": draft is not None,
            "check": check,
        },
        begin_with=brought,
    )


def _named(definition: Definition, check: IdentityCheck) -> dict[str, Any]:
    """The name that the paper says. What else is on record of them is not shown here."""
    asked = [key for key, f in definition.fields.items() if f.prefill == "person.full_name"]
    return dict.fromkeys(asked, check.person.full_name)


def _query(request: HttpRequest, way: str, code: str) -> str:
    kept = {"tu": request.GET["tu"]} if _source(request, code) else {}
    if request.GET.get("nguoi", "").isdecimal():
        kept["nguoi"] = request.GET["nguoi"]
    return urlencode({"cach": way, **kept})


def _ways(request: HttpRequest, way: str, code: str) -> list[dict[str, Any]]:
    tabs = [("quay", _("At the counter")), ("buu-chinh", _("By post")), ("ho-tro", _("I help the applicant"))]
    return [{"label": label, "url": f"?{_query(request, name, code)}", "current": name == way} for name, label in tabs]


def _hand_in(request: HttpRequest, version: Version, check: IdentityCheck | None, filled: Filled) -> HttpResponse:
    pinned = catalogue.version_of_form(version.procedure_id, filled.form_id) or version
    proof = evidence.of_request(request, form=f"P-{version.procedure.code} v{pinned.number}")
    handed = online.Handed(filled.answers, filled.file_tokens, filled.token, proof)
    channel = Channel.COUNTER if check else WAYS[_way(request)]
    how = {
        "channel": channel,
        "by": request.user.person,
        "now": timezone.now(),
        "check_id": check.pk if check else None,
    }
    source = _source(request, version.procedure.code)
    if source is None:
        made = online.receive(version=pinned, handed=handed, **how)
    else:
        made = paperforms.receive(version=pinned, handed=handed, source=source, **how)
    messages.success(
        request, _("Received under %(code)s. Print the receipt and the cover sheet.") % {"code": made.dossier.code}
    )
    return redirect(made.dossier)
