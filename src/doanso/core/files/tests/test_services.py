import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from doanso.core.audit import queries as audit
from doanso.core.files import queries, services
from doanso.core.files.models import Blob, File, Scan
from doanso.core.files.sniff import KINDS
from doanso.core.files.tests.samples import PDF, exif, jpeg, pdf, png, upload
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 5, tzinfo=UTC)
LATER = timedelta(days=1, seconds=1)


def store(content: bytes = PDF, name: str = "đơn.pdf", *, by=None, now: datetime = NOON) -> File:
    return services.store(upload(name, content), kinds=KINDS, by=by, now=now, purpose="test")


def stored(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def make_old(path: Path, days: int = 2) -> None:
    moment = timezone.now().timestamp() - days * 86_400
    os.utime(path, (moment, moment))


def test_store_keeps_the_bytes_under_their_hash(folder, person) -> None:
    file = store(by=person)

    digest = hashlib.sha256(PDF).hexdigest()
    assert stored(folder) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]
    assert services.read(file) == PDF
    assert (file.name, file.size, file.media_type) == ("đơn.pdf", len(PDF), "application/pdf")
    assert (file.uploaded_by, file.created_at, file.purpose) == (person, NOON, "test")
    assert (file.blob.sha256, file.blob.scan, file.blob.stored_at) == (digest, Scan.OFF, NOON)


def test_other_users_of_this_machine_reach_no_file(folder) -> None:
    store()
    assert folder.stat().st_mode & 0o007 == 0


def test_store_is_in_the_audit_trail(person) -> None:
    file = store(by=person)

    (event,) = audit.of(file)
    assert (event.kind, event.actor, event.data["name"], event.data["sha256"]) == (
        "files.stored",
        person,
        "đơn.pdf",
        file.blob.sha256,
    )


def test_store_keeps_the_same_content_once(folder) -> None:
    first, second = store(name="a.pdf"), store(name="b.pdf")

    assert first.blob == second.blob
    assert first.token != second.token
    assert len(stored(folder)) == 1


def test_store_removes_the_place_from_a_photo() -> None:
    assert services.read(store(jpeg(exif(1)), "ảnh.jpg")) == jpeg()


def test_store_leaves_nothing_of_what_it_refuses(folder) -> None:
    with pytest.raises(Refused):
        store(png(), "ảnh.pdf")

    assert (stored(folder), Blob.objects.count(), File.objects.count()) == ([], 0, 0)


def test_store_repairs_bytes_that_were_lost(folder) -> None:
    file = store()
    (folder / file.blob.path).write_bytes(PDF[:5])

    store(name="again.pdf")

    assert services.read(file) == PDF


@pytest.mark.django_db(transaction=True)
def test_store_of_one_content_by_many_at_once_keeps_it_once(folder) -> None:
    def one(number: int) -> int:
        try:
            return store(name=f"{number}.pdf").blob_id
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        blobs = list(pool.map(one, range(12)))

    assert len(set(blobs)) == 1
    assert (Blob.objects.count(), File.objects.count(), len(stored(folder))) == (1, 12, 1)


def test_total_size_counts_each_file_once() -> None:
    first, second = store(), store(png(), "a.png")

    assert queries.total_size([first, second, first]) == len(PDF) + len(png())
    assert queries.total_size([]) == 0


def test_by_token_finds_the_file() -> None:
    file = store()

    assert queries.by_token(file.token) == file
    with pytest.raises(File.DoesNotExist):
        queries.by_token("x" * 22)


def test_discard_forgets_the_file_and_the_sweep_its_content(folder, person) -> None:
    file = store()

    services.discard(file, by=person, now=NOON)

    assert (File.objects.count(), Blob.objects.count(), len(stored(folder))) == (0, 1, 1)
    assert services.sweep(now=NOON + LATER) == 1
    assert (Blob.objects.count(), stored(folder)) == (0, [])


def test_sweep_keeps_what_is_used_or_fresh(folder) -> None:
    store()
    fresh = store(png(), "a.png", now=NOON + LATER)
    services.discard(fresh, by=None, now=NOON + LATER)

    assert services.sweep(now=NOON + LATER) == 0
    assert len(stored(folder)) == 2


def test_sweep_keeps_a_content_that_another_file_holds(folder) -> None:
    services.discard(store(name="a.pdf"), by=None, now=NOON)
    kept = store(name="b.pdf")

    assert services.sweep(now=NOON + LATER) == 0
    assert services.read(kept) == PDF


def test_sweep_removes_old_leftovers_of_crashes(folder) -> None:
    store()
    old, fresh = folder / "tmp" / "old", folder / "tmp" / "fresh"
    for path in (old, fresh):
        path.write_bytes(b"%PDF-half")
    make_old(old)

    assert services.sweep(now=timezone.now()) == 1
    assert (old.exists(), fresh.exists()) == (False, True)


def test_sweep_of_an_empty_store_finds_nothing() -> None:
    assert (services.sweep(now=NOON), services.sweep_strays(now=NOON)) == (0, 0)


def test_sweep_strays_removes_bytes_without_a_row(folder) -> None:
    kept = store()
    stray, fresh = [folder / name[:2] / name[2:4] / name for name in ("a" * 64, "b" * 64)]
    for path in (stray, fresh):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    make_old(stray)
    make_old(folder / kept.blob.path)

    assert services.sweep_strays(now=timezone.now()) == 1
    assert (stray.exists(), fresh.exists(), services.read(kept)) == (False, True, PDF)


@pytest.mark.django_db(transaction=True)
def test_sweep_does_not_take_a_content_that_is_being_stored_again(folder) -> None:
    services.discard(store(name="a.pdf"), by=None, now=NOON)

    def sweep() -> int:
        try:
            return services.sweep(now=NOON + LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        file = store(name="b.pdf")  # not yet committed: the sweep does not see this file
        assert pool.submit(sweep).result(timeout=30) == 0

    assert services.read(file) == PDF
    assert services.sweep(now=NOON + LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_sweeping_and_storing_at_once_never_loses_a_content(folder) -> None:
    def round_trip(number: int) -> None:
        try:
            file = store(pdf(b"%d" % (number % 3)), f"{number}.pdf")
            services.sweep(now=NOON + LATER)
            assert services.read(file) == pdf(b"%d" % (number % 3))
            services.discard(file, by=None, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(round_trip, range(30)))

    services.sweep(now=NOON + LATER)
    assert (Blob.objects.count(), stored(folder)) == (0, [])


def test_a_blob_in_use_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        store().blob.delete()
