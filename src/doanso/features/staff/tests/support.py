"""A few people in the small organisation's agencies."""

from datetime import date
from types import SimpleNamespace

from django.test import Client
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.features.staff import services
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.services import Given

NOW, TODAY = organisation.NOON, organisation.NOON.date()
START = date(2024, 1, 1)


def build() -> SimpleNamespace:
    """`officer` keeps the register of the commune and all below it."""
    org = organisation.build()
    org.officer = organisation.person("Mai Thị Tổ Chức")
    organisation.seat(org.officer, org.commune, "to_chuc_can_bo")
    return org


def enter(*given: Given) -> list[Entry]:
    return services.enter(given=list(given), source="import:1", by=None, now=NOW)


def hire(unit, name: str = "Lò Thị Mai", day: date = START, **values) -> Employee:
    return enter(Given(What.APPOINTED, day, unit=unit, values={"full_name": name} | values))[0].employee


def add(employee: Employee, what: str, day: date, unit=None, **values) -> Entry:
    return enter(Given(what, day, employee.code, unit, values))[0]


def browser(person: Person) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    client.force_login(user)
    return client


def sample(o: SimpleNamespace, name: str) -> None:
    """Somebody at the desk, under a name that only who may see names there should read."""
    employee = hire(o.desk, name, education="dai_hoc")
    o.at |= {
        "staff_twin": hire(o.desk, name).code,
        "staff": employee.pk,
        "staff_entry": add(employee, What.PROMOTED, date(2025, 1, 1), rank="cv_chinh").pk,
    }
