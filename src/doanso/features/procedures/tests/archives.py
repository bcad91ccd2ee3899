"""An office whose archives are kept by one person and decided on by another."""

from datetime import date, datetime
from types import SimpleNamespace

from django.test import Client
from tests.support import org as organisation

from doanso.core.accounts.models import User
from doanso.features.procedures.models import Destruction, Dossier, Procedure
from doanso.features.procedures.queries import archiving as queries
from doanso.features.procedures.services import archiving
from doanso.features.procedures.tests import office
from doanso.lib.dates import VN

NAME, PHONE, MAIL = "Lò Thị Mai Anh", "0900000007", "mai@nguoi-nop.vn"
LATER = datetime(2029, 1, 2, 9, tzinfo=VN)  # ended in 2026, two whole years after it are over
TODAY = LATER.date()
DECISION = {"number": "12/QĐ-UBND", "decided_on": TODAY}


def build() -> SimpleNamespace:
    """The dossiers of T-1 are kept for two years; `archivist` keeps the commune's archives, `head` decides."""
    org = office.build()
    org.archivist = organisation.person("Mùa Thị Lưu")
    organisation.seat(org.archivist, org.commune, "luu_tru")
    Procedure.objects.update(keep_years=2)
    return org


def ended(org, name: str = NAME, **more) -> Dossier:
    return office.finish(org, office.submit(org.version, name, **{"email": MAIL, **more}))


def proposed(org, *found: Dossier, now=LATER) -> Destruction:
    return archiving.propose(body=org.commune, dossier_ids=[one.pk for one in found], by=org.archivist, now=now)


def decided(org, batch: Destruction, *, by=None, now=LATER, **more) -> Destruction:
    told = {**DECISION, "digest": batch.digest, **more}
    return archiving.decide(batch_id=batch.pk, by=by or org.head, now=now, **told)


def destroyed(org, *found: Dossier, now=LATER) -> Destruction:
    batch = decided(org, proposed(org, *found, now=now), now=now)
    archiving.run(batch_id=batch.pk, now=now)
    return batch


def listed(org, today: date = TODAY) -> list[str]:
    return [one.code for one in queries.to_list(org.commune, today)]


def browser(person) -> Client:
    client = Client()
    client.force_login(User.objects.filter(person=person).first() or office.account(person))
    return client
