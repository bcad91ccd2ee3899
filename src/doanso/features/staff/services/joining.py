"""Two records of one person in the staff register become one: by entries that are added, as everything here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.staff import history, rules
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.services.entering import Given, enter
from doanso.features.staff.services.recording import BY_HAND
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

OWN = ("sex", "date_of_birth", "ethnicity", "cccd", "person")


@transaction.atomic
def join(*, kept: Employee, gone: Employee, taken_over: bool, note: str, by: Person | None, now: datetime) -> Employee:
    """No entry of `gone` holds any more. `taken_over`: each is entered anew in `kept`, as when somebody came back under
    another code; otherwise they told what `kept` tells already. What only `gone` knew of the person goes along."""
    pair = _both(kept, gone, by, now)
    if not note.strip():
        raise Refused(_("Please tell how you know."), field="note")
    entries = history.in_force(pair[1].entries.select_related("unit").order_by("pk"))
    if not entries:
        raise Refused(_("Nothing of %(code)s holds any more: there is nothing to join.") % {"code": gone.code})
    before = {name: _plain(pair[1], name) for name in OWN}
    told = {"source": BY_HAND, "by": by, "now": now}
    same = _("The same person as %(code)s: %(how)s")
    enter(given=[_back(one, same % {"code": kept.code, "how": note}) for one in reversed(entries)], **told)
    if taken_over:
        enter(given=[_anew(one, kept.code, same % {"code": gone.code, "how": note}) for one in entries], **told)
    pair[0].refresh_from_db()
    missing = {name: value for name, value in before.items() if value and not getattr(pair[0], name)}
    if "date_of_birth" in missing:
        missing["birth_precision"] = pair[1].birth_precision
    if missing:
        _tell_more(pair[0], missing, same % {"code": gone.code, "how": note}, told)
    return pair[0]


def _both(kept: Employee, gone: Employee, by: Person | None, now: datetime) -> tuple[Employee, Employee]:
    both = Employee.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    list(both.select_for_update().values_list("pk"))
    found = {one.pk: one for one in both.select_related("unit")}  # afterwards: who waited reads the agency of now
    if len(found) < 2:
        raise Refused(_("These are not two records."), field="code")
    on = local(now).date()
    if any(one.unit is None or not rules.may_edit(by, one.unit, on) for one in found.values()):
        raise Forbidden(_("Only who keeps the staff register of both agencies may do this. Please ask above."))
    return found[kept.pk], found[gone.pk]


def _plain(employee: Employee, name: str) -> Any:
    value = employee.person_id if name == "person" else getattr(employee, name)
    return value.isoformat() if name == "date_of_birth" and value else value


def _back(entry: Entry, note: str) -> Given:
    return Given(What.UNDONE, entry.day, entry.employee.code, note=note[:300], undoes=entry.pk)


def _anew(entry: Entry, code: str, note: str) -> Given:
    """With its day, agency and decision. Who the person is the record that stays says."""
    values = {name: value for name, value in entry.values.items() if name not in history.IDENTITY}
    return Given(entry.what, entry.day, code, entry.unit, values, entry.decision, note[:300])


def _tell_more(kept: Employee, missing: dict[str, Any], note: str, told: dict[str, Any]) -> None:
    """With the first day of the last stay: whoever has left is told more of as of then."""
    last = kept.spells.order_by("-valid_from").first()
    if last is None:
        raise Refused(_("Nothing of %(code)s holds: keep the other record.") % {"code": kept.code})
    enter(given=[Given(What.CHANGED, last.valid_from, kept.code, values=missing, note=note[:300])], **told)
