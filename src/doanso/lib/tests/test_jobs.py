"""Work put in the queue by our one statement is what the queue's own library would put there."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.lib import jobs, rows


@pytest.mark.django_db(transaction=True)
def test_deferred_jobs_equal_the_librarys() -> None:
    app.configure_task("procedures.index").defer(dossier_id=7)
    app.configure_task("procedures.sweep").defer()
    theirs = described()
    ProcrastinateJob.objects.all().delete()

    jobs.defer(("procedures.index", {"dossier_id": 7}), ("procedures.sweep", {}))

    assert described() == theirs
    assert [job["args"] for job in theirs] == [{"dossier_id": 7}, {}]


def described() -> list[dict]:
    left_out = {"id", "worker_id"}
    fields = [field.attname for field in ProcrastinateJob._meta.concrete_fields if field.attname not in left_out]
    return list(ProcrastinateJob.objects.order_by("id").values(*fields))


def test_work_is_deferred_with_rows_by_one_statement(db, django_assert_num_queries, person) -> None:
    person.job = "Giáo viên"
    for changes in ((), (rows.changed(person, "job"),)):
        with django_assert_num_queries(1):
            rows.write(*changes, others=(jobs.deferring(("procedures.index", {"dossier_id": 7})),))
    person.refresh_from_db()
    assert person.job == "Giáo viên"
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"dossier_id": 7}] * 2
