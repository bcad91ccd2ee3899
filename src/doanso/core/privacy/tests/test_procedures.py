"""The demonstration's own procedures about personal data, from the request to what it changes."""

import pytest
from tests.support import org as organisation

from doanso.core.accounts.models import User
from doanso.core.notify.models import Notification
from doanso.core.privacy.models import Answer, Viewing
from doanso.core.privacy.tests.support import browser
from doanso.features.procedures.demo import content
from doanso.features.procedures.models import Kind, Result
from doanso.features.procedures.tests import office
from doanso.lib.demo import data
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    built = office.build()
    built.keeper, built.mate = organisation.person("Vi Thị Giữ"), built.members[2]
    organisation.seat(built.keeper, built.province, "bao_ve_du_lieu")
    User.objects.create(username="0900000777", person=built.mate)
    return built


def submitted(org, code: str, person, **answers):
    made = content(next(row for row in data("procedures")["procedures"] if row["code"] == code))
    version = office.publish(org.province, code=code, kind=Kind.UNION, flow=made.flow, effects=made.effects)
    return office.submit(version, person.full_name, answers=answers, applicant=person)


def test_a_request_for_a_copy_ends_with_one_that_the_applicant_fetches(org) -> None:
    dossier = submitted(org, "D-DL-TC", org.mate)
    office.act(dossier, org.keeper)

    answer = Answer.objects.get()
    assert (answer.source, answer.decision) == (dossier.code, Result.objects.get(dossier=dossier).number)
    assert Notification.objects.get(kind="privacy.copy_ready").recipient == org.mate
    assert browser(org.mate).get(f"/du-lieu-ca-nhan/ban-sao/{answer.pk}.json").status_code == 200


def test_what_stands_in_the_way_of_erasing_is_refused_before_it_is_signed(org) -> None:
    dossier = submitted(org, "D-DL-XD", org.secretary, ly_do="Chuyển công tác")
    office.act(dossier, org.keeper)

    with pytest.raises(Refused, match="phải thôi giữ chức vụ"):
        office.act(dossier, org.province_secretary)
    assert not Answer.objects.exists()


def test_who_opens_a_dossier_or_its_result_is_written_down_and_the_applicant_reads_who_it_was(org) -> None:
    dossier = office.finish(org, office.submit(org.version, org.mate.full_name, applicant=org.mate))
    guest = office.submit(org.version)
    mine, desk = browser(org.mate), browser(org.desk_officer)
    for one in (desk, desk, browser(org.neighbour_admin), mine):
        one.get(f"/ho-so/{dossier.code}/")
    desk.get(f"/ho-so/{guest.code}/")
    b"".join(browser(org.head).get(f"/ho-so/{dossier.code}/ket-qua.pdf").streaming_content)

    rows = Viewing.objects.order_by("pk").values_list("reader", "person", "subject", "place")
    assert list(rows) == [
        (org.desk_officer.pk, org.mate.pk, dossier.code, "procedures.dossier"),
        (org.desk_officer.pk, None, guest.code, "procedures.dossier"),
        (org.head.pk, org.mate.pk, dossier.code, "procedures.dossier"),
    ]
    told = mine.get("/du-lieu-ca-nhan/ai-da-xem/")
    assert [line.viewing.reader for line in told.context["lines"]] == [org.head, org.desk_officer]
    assert dossier.code in told.text
