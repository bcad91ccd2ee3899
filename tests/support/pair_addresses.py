"""Records that look alike: two pairs, one more that was merged, and addresses to look at them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.members import pairs, services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, merging
from tests.support import org as organisation

OTHER = ("next_door",)  # keeps the list of another branch
PAIRS, ONE, TWO = "/doan-vien/trung/", "/doan-vien/trung/{pair}/", "/doan-vien/trung/{other_pair}/"
LIST: dict[str, Any] = {"refusal": (403,), "readers": OTHER}
CHOSEN = {"stays": "{pair_kept}", "code": "{pair_kept}", "history": "rest", "seen": "{pair_seen}"}

ADDRESSES: list[tuple[str, dict[str, Any]]] = [
    (PAIRS, LIST),
    (PAIRS + "da-gop/", LIST),
    (PAIRS + "khac-nguoi/", LIST),
    (ONE, {}),
    (ONE + "xem-truoc/?stays={pair_kept}&code={pair_kept}&history=rest", {}),
    (ONE + "gop/", {"get": 405, "post": CHOSEN}),
    (TWO + "khac-nguoi/", {"get": 405, "post": {"reason": "Đã gặp cả hai"}}),
    (PAIRS + "khac-nguoi/{apart}/xet-lai/", {"get": 405, "post": {}}),
    (PAIRS + "da-gop/{joined}/", {}),
    (PAIRS + "da-gop/{joined}/hoan-tac/", {"get": 405, "post": {}}),
]


def sample(o: SimpleNamespace, name: str) -> None:
    by, branch = o.base_secretary, organisation.unit("T-CD3", "Chi đoàn 10A3", "CHI_DOAN", o.base)
    one, two, three, four = [_member(o, name, branch) for _number in range(4)]
    o.at |= {"pair": f"{one.pk}-{two.pk}", "pair_kept": one.pk, "other_pair": f"{one.pk}-{three.pk}"}
    choice = pairs.Choice(three.pk, four.pk, aside=True)
    o.at["joined"] = merging.merge(choice=choice, seen=pairs.state([three, four]), by=by, now=o.now).pk
    told = {"people": (two.pk, three.pk), "reason": "Hai giấy khai sinh"}
    o.at["apart"] = merging.tell_apart(**told, by=by, now=o.now).pk
    o.at["pair_seen"] = pairs.state([one, two])


def _member(o: SimpleNamespace, name: str, branch: Unit) -> Person:
    person = organisation.person(name, date_of_birth=date(2008, 3, 5))
    wanted = Wanted(Entry.Kind.ADMITTED, organisation.SINCE, unit=branch)
    services.enter(person, wanted, Source("import:1", None, o.now))
    return person
