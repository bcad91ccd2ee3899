from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.questions import queries, rules
from doanso.blocks.questions.formats import Format, Picture
from doanso.blocks.questions.models import Bank, Question
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import services as files
from doanso.lib.errors import Refused

MOST = 5000


@transaction.atomic
def export(*, bank: Bank, questions: Collection[Question], known: Format, by: Person | None, now: datetime) -> bytes:
    """The questions with their keys as a file; nothing that is being asked is among them."""
    rules.check_writer(by, bank, timezone.localdate(now))
    ids = [one.pk for one in questions]
    if not ids or len(ids) > MOST or queries.locked(ids, now):
        raise Refused(_("There is nothing to write, or too much. Please filter the questions first."))
    found = queries.media(ids)
    pictures = {key: Picture(one.file.name, files.read(one.file), one.words) for key, one in found.items()}
    data = {"format": known.name, "codes": [one.code for one in questions]}
    audit.record("questions.exported", bank, by=by, now=now, data=data)
    return known.write(list(questions), pictures)
