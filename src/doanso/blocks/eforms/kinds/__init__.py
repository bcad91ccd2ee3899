"""The kinds of field: one object per type of `definition.spec.TYPES`."""

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds import choices, dates, files, numbers, parts, places, texts
from doanso.blocks.eforms.kinds.base import Kind

_KINDS: dict[str, Kind] = {
    "text": texts.Text(),
    "long_text": texts.LongText(),
    "number": numbers.Number(),
    "money": numbers.Money(),
    "date": dates.Date(),
    "partial_date": dates.PartialDate(),
    "month": dates.Month(),
    "choice": choices.Choice(),
    "many_choice": choices.ManyChoice(),
    "yes_no": choices.YesNo(),
    "likert5": choices.Likert(),
    "file": files.Files(),
    "photo": files.Files(),
    "signature": files.Signature(),
    "person_name": texts.PersonName(),
    "cccd": texts.Citizen(),
    "phone": texts.Phone(),
    "email": texts.Email(),
    "address": places.Address(),
    "unit": places.Unit(),
    "person": texts.PersonName(),
    "table": parts.Table(),
    "group": parts.Group(),
    "note": choices.Note(),
    "consent": choices.Consent(),
}


def of(f: Field) -> Kind:
    return _KINDS[f.type]
