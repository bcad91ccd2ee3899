"""Reads over published procedures."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Func, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.definition import Step
from doanso.blocks.workflow.words import minutes_in_words
from doanso.core.qr import queries as qr
from doanso.core.units import assignees
from doanso.features.procedures.models import Channel, Procedure, Version
from doanso.features.procedures.posters import PosterData, PosterStep
from doanso.features.procedures.queries.translated import told
from doanso.lib import rows
from doanso.lib.modules import all_modules
from doanso.lib.text import fold
from doanso.ui.formats import vn_number


def published() -> QuerySet[Version]:
    """The version in force of every procedure."""
    return Version.objects.filter(pk__in=Procedure.objects.exclude(current=None).values("current_id")).select_related(
        "procedure__owner"
    )


@dataclass(frozen=True)
class Wanted:
    """What the catalogue is narrowed by; empty values narrow nothing."""

    text: str = ""
    field: str = ""
    audience: str = ""
    level: str = ""
    kind: str = ""


def search(wanted: Wanted) -> QuerySet[Version]:
    """By words in any order, with or without diacritics."""
    found = published()
    for word in fold(wanted.text).split()[:12]:
        found = found.filter(search_key__contains=word)
    plain = {"field": wanted.field, "level": wanted.level, "procedure__kind": wanted.kind}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.audience:
        found = found.filter(audience__contains=[wanted.audience])
    return found.order_by("procedure__kind", "field", "name", "pk")


def facets(wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """What one can narrow by, each with the number that it would leave beside the other choices. Four queries."""
    audience = Func(F("audience"), function="unnest")
    values = {"field": F("field"), "audience": audience, "level": F("level"), "kind": F("procedure__kind")}
    return {name: _counted(search(replace(wanted, **{name: ""})), value) for name, value in values.items()}


def _counted(found: QuerySet[Version], value: Any) -> list[tuple[str, int]]:
    rows = found.order_by().annotate(choice=value).values_list("choice").annotate(n=Count("pk")).order_by("choice")
    return [(choice, count) for choice, count in rows if choice]


def current(code: str) -> Version:
    """Version.DoesNotExist for an unknown code."""
    return published().select_related("form", "flow").get(procedure__code=code)


@dataclass(frozen=True)
class GuideStep:
    """One row of the step table in words. `time` is empty for a step without a limit of its own."""

    number: int
    name: str
    who: str
    time: str
    output: str
    kind: str
    key: str = ""


def guide_steps(version: Version) -> list[GuideStep]:
    steps = [step for step in workflow.definition(version.flow).steps if step.kind != "branch"]
    return [
        GuideStep(
            number=number,
            name=told(version, f"steps.{step.key}.name", step.name),
            who=_who(step),
            time=minutes_in_words(step.minutes if step.clock else 0),
            output=told(version, f"steps.{step.key}.output", step.output),
            kind=step.kind,
            key=step.key,
        )
        for number, step in enumerate(steps, 1)
    ]


def _who(step: Step) -> str:
    if step.kind == "start":
        return _("The applicant")
    if step.branches:
        return ", ".join(assignees.describe(branch.assignee) for branch in step.branches)
    return assignees.describe(step.assignee)


def limit_in_words(version: Version) -> str:
    if version.limit_unit == Version.Limit.NONE or not version.limit:
        return version.limit_text or _("no fixed limit")
    number, several = vn_number(version.limit.normalize()), 1 if version.limit == 1 else 2
    words = {
        Version.Limit.HOURS: ngettext("%(number)s working hour", "%(number)s working hours", several),
        Version.Limit.DAYS: ngettext("%(number)s working day", "%(number)s working days", several),
        Version.Limit.CALENDAR: ngettext("%(number)s calendar day", "%(number)s calendar days", several),
    }
    return words[Version.Limit(version.limit_unit)] % {"number": number}


@translation.override("vi")
def poster_data(version: Version) -> PosterData:
    """The live definition as its poster shows it: in Vietnamese, whoever asks for it."""
    procedure, address = version.procedure, poster_address(version)
    return PosterData(
        code=procedure.code,
        name=version.name,
        issuer=procedure.owner.name,
        kind=procedure.get_kind_display(),
        days_label=limit_in_words(version),
        steps=tuple(PosterStep(name=s.name, who=s.who, time=s.time) for s in guide_steps(version)),
        url=address,
        short_url=address.split("://", 1)[-1],
        documents=tuple(_document(d) for d in version.documents if not d.get("later")),
        channels=_channels(version),
        fee=version.fee,
        result=version.result,
        legal="; ".join(legal_texts(version)),
        version_label=_("Version %(number)d, %(day)s")
        % {"number": version.number, "day": f"{version.published_at:%d/%m/%Y}"},
        support=procedure.owner.phone,
        demo=settings.DEMO,
    )


def poster_address(version: Version) -> str:
    """What the QR code on the poster says: the short link, which survives new versions."""
    link = qr.of_key("form", version.procedure.code)
    return link.url if link else f"{settings.ADDRESS}{version.procedure.get_absolute_url()}"


def _document(row: dict[str, Any]) -> str:
    return f"{row['name']} ({row['case']})" if row.get("case") else row["name"]


def _channels(version: Version) -> tuple[str, ...]:
    """How to apply, with the time where the ways differ in it."""
    owner = version.procedure.owner
    words = {
        Channel.ONLINE: _("Online") if version.procedure.guide_only else _("Online: scan the QR code"),
        Channel.COUNTER: _("At the counter: %(place)s") % {"place": owner.address or owner.name},
        Channel.POST: _("By post"),
    }
    differ = len({row.get("time") for row in version.channels}) > 1
    lines = []
    for row in version.channels:
        name = str(words.get(row.get("mode", ""), row.get("mode", "")))
        lines.append(f"{name} ({row['time']})" if differ and row.get("time") else name)
    return tuple(dict.fromkeys(filter(None, lines)))


def legal_texts(version: Version) -> list[str]:
    """Each legal basis in one line: a plain text, or {number, title} of an imported one."""
    return [
        " ".join(str(item[key]) for key in ("number", "title") if item.get(key))
        if isinstance(item, dict)
        else str(item)
        for item in version.legal
    ]


def needs_account(version: Version) -> bool:
    """What it does concerns the applicant's own data: nobody hands it in for another, nor without an account."""
    own = own_account_effects()
    return any(row["name"] in own for row in version.effects)


def own_account_effects() -> set[str]:
    return {effect.name for module in all_modules() for effect in module.effects if effect.own_account}


def search_entry(version: Version) -> dict[str, Any]:
    """What the search keeps of a procedure."""
    lines = [version.field, version.result, version.description, *(d["name"] for d in version.documents)]
    return {
        "key": version.procedure.code,
        "title": f"{version.name} ({version.procedure.code})",
        "body": "\n".join(lines)[:20_000],
        "url": version.procedure.get_absolute_url(),
        "unit_id": version.procedure.owner_id,
        "weight": 3,
    }


LONG = ("search_key", "documents", "channels", "legal", "conditions", "description", "sequence", "note")


def open_for_applications() -> QuerySet[Version]:
    """Published procedures that we handle ourselves, with what the form page needs: one query, without long texts."""
    return published().filter(procedure__guide_only=False).defer(*LONG)


def open_version(code: str) -> Version | None:
    """The same for one procedure, with its owner: every form page asks this."""
    where = "procedure.code = %s AND procedure.current_id = procedures_version.id AND NOT procedure.guide_only"
    found = rows.select(Version, where, code, related=("procedure", "procedure__owner"), without=LONG)
    return found[0] if found else None


def version_of_form(procedure_id: int, form_id: int) -> Version | None:
    """The version that a draft was begun with, even when a newer one is in force by now."""
    found = Version.objects.filter(procedure_id=procedure_id, form_id=form_id).select_related(
        "procedure__owner", "flow"
    )
    return found.order_by("-number").first()


def most_used(most: int) -> list[Version]:
    """By dossiers so far, then by code; those that we only guide to come last."""
    counted = published().annotate(used=Count("procedure__dossiers"))
    return list(counted.order_by("procedure__guide_only", "-used", "procedure__code")[:most])
