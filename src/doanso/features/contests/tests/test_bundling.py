"""Certificates by the thousand: given and laid into files piece by piece, as the worker does it."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.blocks.papers.tests.pdf import text as text_of
from doanso.core.accounts.models import User
from doanso.core.audit.models import Event as Audit
from doanso.core.files.models import File
from doanso.features.contests import judging_jobs, personal
from doanso.features.contests.models import Certificate
from doanso.features.contests.queries import bundles
from doanso.features.contests.services import announcing, bundling, certifying
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.judged import AFTER

pytestmark = pytest.mark.django_db
HERE = "/to-chuc-thi/thi-thu/dot-1/chung-nhan/"
NAMES = ["Đỗ Văn Một", "Đỗ Văn Hai", "Đỗ Văn Ba", "Đỗ Văn Bốn", "Đỗ Văn Năm"]
TASKS = {
    bundling.GIVE: judging_jobs.give_certificates,
    bundling.PRINT: judging_jobs.print_certificates,
}


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Five people in an announced round, in pieces and files of two; three of the certificates stand on one page."""
    for place, name, value in (
        (bundles, "AT_ONCE", 3),
        (bundles, "PART", 2),
        (bundling, "PART", 2),
        (bundling, "PIECE", 2),
    ):
        monkeypatch.setattr(place, name, value)
    one = judged.over(tie_breaks=["time"])
    for place, name in enumerate(NAMES):
        judged.stand(one.round, name, 10 - place)
    announcing.announce(round=one.round, by=one.judge, now=AFTER)
    one.round.refresh_from_db()
    one.client = Client()
    one.client.force_login(User.objects.create_user("giam-khao", person=one.judge))
    return one


def work() -> int:
    """What the worker would do, one job after the other; how many there were."""
    done: list[int] = []
    while job := ProcrastinateJob.objects.filter(task_name__in=TASKS).exclude(pk__in=done).order_by("id").first():
        TASKS[job.task_name](**job.args)
        done.append(job.pk)
    ProcrastinateJob.objects.filter(pk__in=done).delete()
    return len(done)


def test_everybody_gets_one_certificate_and_every_one_lies_in_one_file(one):
    assert one.client.post(HERE + "tat-ca/").status_code == 302
    assert bundles.giving_of(one.round, timezone.now()) == bundles.Giving(True, 0, 5)
    assert work() == 3
    given = Certificate.objects.order_by("pk")
    assert [row.result.entrant.full_name for row in given] == NAMES
    assert [row.number.partition("/")[0] for row in given] == ["0001", "0002", "0003", "0004", "0005"]

    assert one.client.post(HERE + "tep/").status_code == 302
    assert 'value="0" max="5"' in one.client.get(HERE).content.decode()
    assert one.client.post(HERE + "tep/").status_code == 409  # they are being made already
    assert work() == 3
    made = list(bundles.files(one.round))
    assert [file.name for file in made] == [
        f"chung-nhan-thi-thu-dot-1-so-000{n}.pdf" for n in ("1-0002", "3-0004", "5-0005")
    ]
    words = [text_of(b"".join(one.client.get(f"{HERE}tep/{file.token}/"))) for file in made]
    assert [[name for name in NAMES if name in text] for text in words] == [NAMES[:2], NAMES[2:4], NAMES[4:]]
    assert Audit.objects.filter(kind="contests.exported").count() == 3
    whole = BytesIO(b"".join(one.client.get("/to-chuc-thi/thi-thu/dot-1/chung-nhan.zip")))
    assert ZipFile(whole).namelist() == [file.name for file in made]
    assert one.client.get(HERE, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"

    certifying.revoke(certificate=given[1], reason="Ghi sai tên đơn vị.", by=one.judge, now=timezone.now())
    assert bundles.printing_of(one.round, timezone.now()).changed == 1
    assert one.client.post(HERE + "tep/").status_code == 302
    assert (work(), bundles.printing_of(one.round, timezone.now()).done) == (3, 4)
    assert File.objects.filter(pk__in=[file.pk for file in made]).count() == 0


def test_a_job_that_runs_twice_changes_nothing_and_files_go_after_a_week(one):
    bundling.give_all(round=one.round, by=one.judge, now=AFTER)
    work()
    bundling.print_all(round=one.round, by=one.judge, now=AFTER)
    job = ProcrastinateJob.objects.get(task_name=bundling.PRINT)
    judging_jobs.print_certificates(**job.args)
    judging_jobs.print_certificates(**job.args)
    assert (bundles.files(one.round).count(), ProcrastinateJob.objects.filter(task_name=bundling.PRINT).count()) == (
        1,
        2,
    )
    assert work() == 3
    judging_jobs.print_certificates(**job.args)
    assert bundles.files(one.round).count() == 3
    assert personal.forget_files(timezone.now() + timedelta(days=8)) == 3
    assert bundles.printing_of(one.round, AFTER) is None


def test_a_round_that_is_taken_back_meanwhile_gives_no_more_and_strangers_fetch_nothing(one):
    bundling.give_all(round=one.round, by=one.judge, now=AFTER)
    job = ProcrastinateJob.objects.get(task_name=bundling.GIVE)
    judging_jobs.give_certificates(**job.args)
    announcing.take_back(
        round=one.round, reason="Chấm lại câu hỏi số ba.", by=one.judge, now=AFTER + timedelta(hours=1)
    )
    assert work() == 2  # the first again, which has no say, and the second, which finds nobody
    assert Certificate.objects.filter(revoked_at=None).count() == 0
    assert not bundles.giving_of(one.round, timezone.now()).running

    stranger = Client()
    stranger.force_login(User.objects.create_user("nguoi-la", person=one.org.secretary))
    assert [stranger.post(HERE + part).status_code for part in ("tat-ca/", "tep/")] == [404, 404]
    assert stranger.get(f"{HERE}tep/x/").status_code == 404
