"""What closing a dossier decides about units: it happens at once, or on the day that the dossier names."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import Plan
from doanso.features.organisation.services import deciding, reading
from doanso.lib.errors import Refused
from doanso.lib.modules import Effect, EffectContext

Params = dict[str, Any]
Reader = Callable[[EffectContext, Params], Plan]
WANTED = {
    Change.Kind.MERGE: "Sáp nhập",
    Change.Kind.SPLIT: "Chia tách",
    Change.Kind.DISSOLVE: "Giải thể",
    Change.Kind.RENAME: "Đổi tên",
    Change.Kind.MOVE: "Chuyển cấp trên",
}
"""One procedure offers several: the form's answer says which of its effects is meant."""


def _made(name: str, label: Any, kind: str, read: Reader) -> Effect:
    def meant(context: EffectContext) -> bool:
        return context.answers.get("hinh_thuc", WANTED.get(kind)) == WANTED.get(kind)

    @transaction.atomic
    def apply(context: EffectContext, params: Params) -> dict[str, Any]:
        if not meant(context):
            return {}
        change = Change.objects.filter(source=context.dossier_code, kind=kind).first() or deciding.decide(
            kind=kind,
            plan=read(context, params),
            effective=reading.effective(context),
            decision=context.result_number,
            source=context.dossier_code,
            by=Person.objects.filter(pk=context.by_id).first(),
            now=context.now,
        )
        return {"change": change.pk, "effective": change.effective.isoformat(), "state": change.state}

    def check(context: EffectContext, params: Params) -> list[str]:
        try:
            if meant(context):
                read(context, params)
        except Refused as refused:
            return [str(refused)]
        return []

    return Effect(name, label, apply, check)


EFFECTS = (
    _made("units.found", _("Found the branch"), Change.Kind.FOUND, reading.founding),
    _made("units.upgrade", _("Upgrade the unit, with its new branches"), Change.Kind.UPGRADE, reading.upgrading),
    _made("units.merge", _("Merge the units"), Change.Kind.MERGE, reading.merging),
    _made("units.split", _("Split the unit"), Change.Kind.SPLIT, reading.splitting),
    _made("units.dissolve", _("Dissolve the unit"), Change.Kind.DISSOLVE, reading.dissolving),
    _made("units.rename", _("Give the unit another name"), Change.Kind.RENAME, reading.renaming),
    _made("units.move", _("Move the unit under another superior"), Change.Kind.MOVE, reading.moving),
)
