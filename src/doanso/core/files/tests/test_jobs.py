import pytest
from procrastinate.contrib.django import app

from doanso.core.files import jobs, queries
from doanso.core.files.tests import clamd
from doanso.core.files.tests.test_services import store

pytestmark = pytest.mark.django_db


def test_a_waiting_file_is_scanned_in_the_background(settings) -> None:
    settings.CLAMD = clamd.nobody()
    file = store()

    with clamd.daemon() as settings.CLAMD:
        assert jobs.rescan(timestamp=0) == 1

    assert queries.by_token(file.token).is_servable


def test_the_sweeps_keep_what_is_used(folder) -> None:
    file = store()

    assert (jobs.sweep(timestamp=0), jobs.sweep_strays(timestamp=0)) == (0, 0)
    assert (folder / file.blob.path).exists()


def test_the_worker_knows_the_jobs_and_when_they_run() -> None:
    times = {
        task.task.name: task.cron
        for task in app.periodic_registry.periodic_tasks.values()
        if task.task.name.startswith("files.")
    }

    assert times == {
        "files.rescan": "*/2 * * * *",
        "files.sweep": "40 19 * * *",
        "files.sweep_strays": "10 20 * * 6",
    }
