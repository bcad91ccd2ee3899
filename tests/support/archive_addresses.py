"""Addresses of the archives, and two lists of dossiers whose time is up."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from doanso.features.procedures.models import Dossier, Procedure
from doanso.features.procedures.services import archiving
from doanso.features.procedures.tests import office, publicly
from tests.support import org as organisation

DECISION = {"number": "12/QĐ-UBND", "decided_on": "{today}", "digest": "{digest}", "sure": "on"}
READERS = ("next_door",)  # decides on the archives of another office
ARCHIVES: list[tuple[str, dict[str, Any]]] = [
    ("/luu-tru/", {"refusal": (403,), "readers": READERS}),
    ("/luu-tru/danh-sach.xlsx", {"refusal": (403,), "readers": READERS}),
    ("/luu-tru/{to_destroy}/", {}),
    ("/luu-tru/{to_destroy}/danh-muc.xlsx", {}),
    ("/luu-tru/{to_destroy}/quyet-dinh/", {"get": 405, "post": DECISION}),
    ("/luu-tru/{to_drop}/bo/", {"get": 405, "post": {}}),
    ("/quan-tri/thu-tuc/T-LT/thoi-han-luu/", {"post": {"years": "20"}}),
]


def sample(o: SimpleNamespace, name: str) -> None:
    """Drawn up by the archivist; the head decides."""
    version = publicly.publish(o, "T-LT")
    Procedure.objects.filter(code="T-LT").update(keep_years=2)
    archivist = organisation.person("Mùa Thị Lưu")
    organisation.seat(archivist, o.commune, "luu_tru")
    told = {"phone": "0900000017", "now": o.now}  # nobody who has a request about personal data under way
    ends = {"action": "refuse", "comment": "Không thuộc thẩm quyền", "now": o.now}
    made = [office.act(office.submit(version, name, **told), o.desk_officer, **ends) for _n in range(2)]
    Dossier.objects.filter(pk__in=[one.pk for one in made]).update(finished_at=o.now - timedelta(days=1200))
    keeps = {"body": o.commune, "by": archivist, "now": o.now}
    lists = [archiving.propose(dossier_ids=[one.pk], **keeps) for one in made]
    o.at |= {"to_destroy": lists[0].pk, "digest": lists[0].digest, "to_drop": lists[1].pk}
    o.at["today"] = timezone.localdate(o.now).isoformat()
