"""The words of results and papers."""

import pytest
from django.utils import translation

from doanso.blocks.papers.tests import pdf
from doanso.core.notify.models import Notification
from doanso.core.search.models import Entry
from doanso.features.procedures.models import Channel
from doanso.features.procedures.services import drawing, finishing, papers, results
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON

pytestmark = pytest.mark.django_db


def test_receipt_names_the_officer_at_the_counter_and_the_code_to_track(settings) -> None:
    settings.ADDRESS = "https://so.example.vn"
    org = office.build()
    dossier = office.submit(org.version, channel=Channel.COUNTER, taken_by=org.desk_officer)

    receipt = papers.receipt(dossier=dossier, by=None, now=NOON)
    with translation.override("en"):
        content = pdf.text(drawing.paper(receipt))

    assert f"vào so.example.vn/tra-cuu và nhập mã tra cứu {dossier.tracking}" in content
    assert content.count("Đinh Trọng Sơn") == 1
    assert "Trực tiếp" in content  # Vietnamese, although the reader's interface is English
    assert papers.receipt(dossier=dossier, by=org.head, now=NOON) == receipt


def test_receipt_of_an_online_dossier_names_no_applicant_as_its_officer() -> None:
    org = office.build()
    dossier = office.submit(org.version, applicant=org.stranger)

    assert papers.receipt(dossier=dossier, by=org.stranger, now=NOON).issued_by is None


@pytest.mark.django_db(transaction=True)
def test_worker_draws_papers_and_results_and_tells_of_the_end_right_after_they_are_issued(run_jobs) -> None:
    org = office.build()
    asked, done = office.submit(org.version), office.submit(org.version, applicant=org.stranger)
    office.act(asked, org.desk_officer, "supplement", comment="Bổ sung bản sao giấy khai sinh")
    office.finish(org, done)
    run_jobs()

    assert asked.papers.get().file.name == f"supplement-{asked.code}.pdf"
    done.result.refresh_from_db()
    assert done.result.file.name == f"{done.code}.pdf"
    finishing.follow(dossier_id=done.pk, now=NOON)  # once more, as after a worker that died
    assert results.draw(result_id=done.result.pk, now=NOON).file == done.result.file
    told = Notification.objects.get(kind="procedures.finished")
    assert (told.recipient, told.once) == (org.stranger, f"{done.code}:finished")
    assert done.result.number in Entry.objects.get(source="dossiers", key=done.code).body
