"""Files that others made: headings and words are matched once, and remembered for the unit."""

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake import queries, services
from doanso.blocks.intake.models import Mapping
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
HEADINGS = ("STT", "Họ tên đoàn viên", "Sinh", "Phái", "Thuộc", "CCCD")
ROW = (1, "Vừ A Mới", "5/3/2004", "nam giới", "Chi đoàn 10A1", "001204000011")
COLUMNS = ["", "ho_ten", "ngay_sinh", "gioi_tinh", "chi_doan", "cccd"]


@pytest.fixture
def org():
    return organisation.build()


def test_foreign_headings_are_asked_for_and_what_is_known_is_proposed(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [ROW], HEADINGS)
    assert (batch.state, batch.columns) == ("mapping", ["", "ho_ten", "", "gioi_tinh", "", "cccd"])
    assert queries.samples(batch)[1:3] == [["Vừ A Mới"], ["5/3/2004"]]
    assert making.fates(batch) == [(2, "")]


def test_matched_columns_and_words_are_remembered_for_the_next_file_of_the_unit(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [ROW], HEADINGS)
    services.match_columns(batch_id=batch.pk, columns=COLUMNS, by=org.secretary, now=NOON)
    batch.refresh_from_db()
    unknown = queries.unknown_words(batch, making.members())
    assert [(column.key, texts) for column, texts in unknown] == [("gioi_tinh", ["nam giới"])]

    services.match_words(batch_id=batch.pk, words={"gioi_tinh": {"nam giới": "M"}}, by=org.secretary, now=NOON)
    batch = making.worked(batch)
    assert (batch.state, batch.counts) == ("ready", {"create": 1})
    making.confirmed(batch, org.secretary)
    assert Person.objects.get(cccd="001204000011").sex == "M"

    again = making.previewed(org.deputy, org.branch, [ROW], HEADINGS)
    assert (again.state, again.columns) == ("mapping", COLUMNS)  # proposed, and still looked over
    services.match_columns(batch_id=again.pk, columns=COLUMNS, by=org.deputy, now=NOON)
    assert making.worked(again).counts == {"same": 1}
    elsewhere = making.previewed(org.base_secretary, org.base, [ROW], HEADINGS)
    assert elsewhere.columns != COLUMNS
    assert Mapping.objects.count() == 1


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["", "ho_ten", "ho_ten", "", "chi_doan", ""], "đang được chọn cho hai tiêu đề"),
        (["", "ho_ten", "", "", "", ""], "“Chi đoàn”"),
        (["", "ho_ten", "", "", "chi_doan"], "mở lại trang"),
        (["", "ho_ten", "la", "", "chi_doan", ""], "mở lại trang"),
    ],
)
def test_columns_that_do_not_go_together_are_refused(org, columns, words) -> None:
    batch = making.previewed(org.secretary, org.branch, [ROW], HEADINGS)
    with pytest.raises(Refused, match=words):
        services.match_columns(batch_id=batch.pk, columns=columns, by=org.secretary, now=NOON)


def test_word_left_out_is_refused_row_by_row_and_empty_leaves_the_cell_out(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [ROW, (2, "Lò Hai", "2005", "n", "T-CD", None)], HEADINGS)
    services.match_columns(batch_id=batch.pk, columns=COLUMNS, by=org.secretary, now=NOON)
    services.match_words(batch_id=batch.pk, words={"gioi_tinh": {"n": ""}}, by=org.secretary, now=NOON)
    batch = making.worked(batch)
    assert making.fates(batch) == [(2, "refuse"), (3, "create")]
    assert making.reasons(batch)[2] == {"gioi_tinh": ["“nam giới” không thuộc các giá trị “Nam”, “Nữ”."]}
