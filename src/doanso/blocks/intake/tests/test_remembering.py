"""What is remembered of foreign files: proposed to all to begin with, looked at, set right and forgotten on a page."""

import pytest
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake import queries, services
from doanso.blocks.intake.models import Mapping
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
EXPORT = ("STT", "Họ và tên", "Số CMND/CCCD", "Mã đoàn viên", "Tên chi đoàn", "Ngày vào Đoàn", "Cột lạ")
ROW = (1, "Vừ A Mới", "001204000011", "DV-1", "Chi đoàn 10A1", "26/03/2020", "x")
PAGE = "/nhap-lieu/cach-doc/"


@pytest.fixture
def org():
    Mapping.objects.all().delete()
    services.seed(now=NOON)
    return organisation.build()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})[0])
    return client


def own(org) -> Mapping:
    """The branch has said what one foreign heading and one word mean."""
    batch = making.previewed(org.secretary, org.branch, [(*ROW[:2], "nam giới", "T-CD")], ("a", "b", "Phái", "d"))
    columns = ["", "ho_ten", "gioi_tinh", "chi_doan"]
    services.match_columns(batch_id=batch.pk, columns=columns, by=org.secretary, now=NOON)
    services.match_words(batch_id=batch.pk, words={"gioi_tinh": {"nam giới": "M"}}, by=org.secretary, now=NOON)
    return Mapping.objects.get(unit=org.branch)


def test_obvious_headings_of_the_register_are_proposed_and_must_be_looked_over(org):
    batch = making.previewed(org.secretary, org.branch, [ROW], EXPORT)
    proposed = ["", "ho_ten", "cccd", "", "chi_doan", "ngay_vao_doan", ""]
    assert (batch.state, batch.columns) == ("mapping", proposed)
    page = browser(org.secretary).get(f"/nhap-lieu/{batch.pk}/ghep-cot/").content.decode()
    assert "Xuất từ phần mềm quản lý đoàn viên (kiểm tra lại các cột)" in page
    other = ["", "ho_ten", "cccd", "so_the", "chi_doan", "ngay_vao_doan", ""]
    services.match_columns(batch_id=batch.pk, columns=other, by=org.secretary, now=NOON)
    assert making.previewed(org.secretary, org.branch, [ROW], EXPORT).columns == other  # its own counts more
    assert making.previewed(org.base_secretary, org.base, [ROW], EXPORT).columns == proposed

    shared = Mapping.objects.get(unit=None)
    told = {"name": "Phần mềm X", "columns": {"Mã đoàn viên": "so_the"}, "values": {}, "now": NOON}
    for person in (org.secretary, org.base_secretary, org.desk_officer):
        with pytest.raises(Forbidden):
            services.change_mapping(mapping=shared, **told, by=person)
    services.change_mapping(mapping=shared, **told, by=org.province_secretary)
    services.seed(now=NOON)
    shared = Mapping.objects.get(unit=None)
    assert (shared.name, shared.columns, shared.headings) == (
        "Phần mềm X", {"ma doan vien": "so_the"}, {"ma doan vien": "Mã đoàn viên"},
    )  # fmt: skip
    assert making.previewed(org.base_secretary, org.base, [ROW], EXPORT).columns[3] == "so_the"
    with pytest.raises(Refused):
        services.remove_mapping(mapping=shared, by=org.province_secretary, now=NOON)


def test_page_renames_changes_forgets_and_removes(org):
    known, client = own(org), browser(org.secretary)
    address = f"{PAGE}{known.pk}/"
    assert [row[0].pk for row in client.get(PAGE).context["rows"]] == [Mapping.objects.get(unit=None).pk, known.pk]
    form = client.get(address).context["form"]
    assert [(one.label, one.initial) for one in (*form.bound_headings(), *form.bound_texts())] == [
        ("a", ""), ("b", "ho_ten"), ("d", "chi_doan"), ("Phái", "gioi_tinh"), ("Giới tính: “nam gioi”", "M"),
    ]  # fmt: skip
    sent = {"name": "Sổ cũ", "c0": "?", "c1": "ho_ten", "c2": "chi_doan", "c3": "", "w0": "?"}
    sent |= {"new_heading": "Số thẻ cũ", "new_column": "so_the"}
    assert client.post(address, sent).url == address
    known.refresh_from_db()
    assert (known.name, known.columns, known.values) == (
        "Sổ cũ", {"b": "ho_ten", "phai": "", "d": "chi_doan", "so the cu": "so_the"}, {},
    )  # fmt: skip
    assert known.headings["phai"] == "Phái"
    assert client.post(address, sent | {"c1": "la"}).status_code == 422
    for person, status in ((org.neighbour_head, 404), (org.desk_officer, 404), (org.province_secretary, 200)):
        assert browser(person).get(address).status_code == status
    shared = Mapping.objects.get(unit=None)
    assert client.get(f"{PAGE}{shared.pk}/").context["may_change"] is False
    assert client.post(f"{PAGE}{shared.pk}/", {"name": "Của tôi"}).status_code == 403
    assert client.post(f"{address}xoa/").url == PAGE
    assert queries.remembered(making.members(), org.branch) is None
    kinds = Event.objects.filter(kind__startswith="intake.mapping").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["intake.mapping_changed", "intake.mapping_removed"]
