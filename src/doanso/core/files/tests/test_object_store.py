"""Without a folder: Django's in-memory storage answers as an object store does, and never overwrites."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from doanso.core.files import services, storage
from doanso.core.files.models import Blob
from doanso.core.files.tests.samples import PDF, pdf
from doanso.core.files.tests.test_services import LATER, NOON, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _object_store(settings, folder) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage", "OPTIONS": {"location": str(folder)}},
    }


def names() -> list[str]:
    return [name for _folder, found in storage.stored_names() for name in found]


def test_store_and_read() -> None:
    file = store()

    assert services.read(file) == PDF
    assert names() == [file.blob.sha256]


def test_the_same_content_lies_once() -> None:
    store(name="a.pdf")
    store(name="b.pdf")

    assert len(names()) == 1


def test_a_damaged_object_is_put_again() -> None:
    file = store()
    default_storage.delete(file.blob.path)

    store(name="again.pdf")

    assert services.read(file) == PDF


def test_sweeps_remove_what_nobody_holds() -> None:
    services.discard(store(), by=None, now=NOON)
    kept = store(pdf(b"kept"))
    stray = store(pdf(b"stray"))
    stray.delete()
    Blob.objects.filter(pk=stray.blob_id).delete()

    assert services.sweep(now=NOON + LATER) == 1
    assert services.sweep_strays(now=timezone.now()) == 0  # too fresh
    assert services.sweep_strays(now=timezone.now() + LATER) == 1
    assert names() == [kept.blob.sha256]
