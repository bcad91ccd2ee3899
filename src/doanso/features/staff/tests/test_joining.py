"""Two records of one person in the staff register become one, by added entries alone."""

from datetime import date

import pytest
from tests.support import org as organisation

from doanso.features.staff import reconciling, services
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.tests.support import NOW, START, add, browser, build, hire
from doanso.features.staff.tests.test_entries import stays
from doanso.lib.errors import Forbidden, Refused

HOW = "Cùng số căn cước trên hồ sơ gốc"


@pytest.fixture
def org(db):
    return build()


def join(org, kept: Employee, gone: Employee, *, taken_over: bool, by=None) -> Employee:
    told = {"taken_over": taken_over, "note": HOW, "by": by or org.officer, "now": NOW}
    return services.join(kept=kept, gone=gone, **told)


def test_another_time_of_service_goes_on_in_the_record_that_stays(org):
    before = hire(org.desk, day=date(2020, 1, 1), education="dai_hoc", cccd="001099000011", person=org.stranger.pk,
                  date_of_birth="1990-01-01", birth_precision="year")  # fmt: skip
    add(before, What.LEFT, date(2022, 1, 1))
    now = hire(org.field_office, name="Lò Thị Mai", education="tren_dai_hoc")
    join(org, now, before, taken_over=True)
    before.refresh_from_db()
    now.refresh_from_db()

    assert stays(now) == [
        ("T-HC", "dai_hoc", "2020-01-01", "2021-12-31"), ("T-VP", "tren_dai_hoc", "2024-01-01", ""),
    ]  # fmt: skip
    assert (now.cccd, now.person, now.birth_words) == ("001099000011", org.stranger, "1990")
    assert (before.cccd, before.person, stays(before), before.full_name) == (None, None, [], "Lò Thị Mai")
    assert before.entries.filter(what=What.UNDONE).first().note == f"Cùng một người với {now.code}: {HOW}"
    assert list(reconciling.register()) == []
    with pytest.raises(Refused, match="không còn mục nào"):
        join(org, now, before, taken_over=True)


def test_service_written_twice_holds_once_and_contradictions_are_refused(org):
    kept, twice = hire(org.desk), hire(org.desk, day=date(2024, 2, 1), cccd="001099000012")
    other = hire(org.neighbour, name="Lò Thị Mai")
    before = Entry.objects.count()
    with pytest.raises(Refused, match="đang làm việc ở một cơ quan"):
        join(org, kept, twice, taken_over=True)
    with pytest.raises(Refused):
        join(org, kept, kept, taken_over=False)
    with pytest.raises(Forbidden):
        join(org, kept, other, taken_over=False)
    assert Entry.objects.count() == before
    join(org, kept, twice, taken_over=False)
    assert [row[0::2] for row in stays(kept)] == [("T-HC", f"{START}")]
    assert Employee.objects.get(pk=kept.pk).cccd == "001099000012"
    assert list(reconciling.register()) == []


def test_page_names_records_of_the_same_name_and_joins(org):
    kept, twice = hire(org.desk), hire(org.desk, day=date(2024, 2, 1))
    hire(org.neighbour)
    client, address = browser(org.officer), f"/bien-che/nguoi/{kept.pk}/gop/"
    assert f'href="{address}"' in client.get(f"/bien-che/nguoi/{kept.pk}/").text
    page = client.get(address).text
    assert (twice.code in page, page.count("NS00")) == (True, 1)
    asked = {"taken_over": "0", "note": HOW}
    assert client.post(address, asked | {"code": "NS999999"}).status_code == 422
    assert client.post(address, asked | {"code": twice.code.lower()}).url == kept.get_absolute_url()
    assert browser(organisation.person("Người Ngoài")).get(address).status_code == 404
