"""The officers' list as a file that leaves the system."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from doanso.core.audit.models import Event
from doanso.core.privacy.models import Viewing
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return office.build()


def exported(person, query: str = "") -> list[str]:
    """Dossier codes in the workbook that this person gets."""
    client = Client()
    client.force_login(office.account(person))
    sheet = load_workbook(BytesIO(client.get(f"/ho-so/xuat.xlsx{query}").content)).active
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_export_holds_what_the_filters_leave_and_is_written_down(org) -> None:
    wanted, other = office.submit(org.version), office.submit(org.version, "Tráng A Phử")

    assert exported(org.desk_officer, "?q=Phu") == [other.code]
    event = Event.objects.get(kind="procedures.exported")
    assert (event.actor, event.data) == (org.desk_officer, {"rows": 1, "query": "q=Phu"})
    assert wanted.code not in str(event.data)
    assert Viewing.objects.get(place="procedures.list").data == {"rows": 1, "narrowed": {"query": "q=Phu"}}


def test_no_name_breaks_the_export_or_becomes_a_formula(org) -> None:
    """Anybody can hand in a dossier: what no spreadsheet can hold would keep every officer from the list."""
    office.submit(org.version, "=HYPERLINK(0)\uffff\x0b")
    desk = Client()
    desk.force_login(office.account(org.desk_officer))

    name = load_workbook(BytesIO(desk.get("/ho-so/xuat.xlsx").content)).active["C2"]

    assert (name.data_type, name.value) == ("s", "=HYPERLINK(0)")


def test_export_of_a_neighbour_is_empty_and_leaves_no_trace(org) -> None:
    office.submit(org.version)

    assert exported(org.neighbour_admin) == []
    assert not Event.objects.filter(kind="procedures.exported").exists()
