"""With the scanner up, down, and back again."""

import pytest

from doanso.core.audit import queries as audit
from doanso.core.files import queries, rules, scanner, services, signals
from doanso.core.files.models import Blob, File, Scan
from doanso.core.files.tests import clamd
from doanso.core.files.tests.samples import EICAR, PDF, pdf
from doanso.core.files.tests.test_services import NOON, store, stored
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
VIRUS = pdf(EICAR)


@pytest.fixture
def announced():
    seen = []

    def note(sender, files, threat, **rest) -> None:
        seen.append(([file.name for file in files], threat))

    signals.infected.connect(note)
    yield seen
    signals.infected.disconnect(note)


def test_a_clean_file_is_served(settings) -> None:
    with clamd.daemon() as settings.CLAMD:
        file = store()

    assert (file.blob.scan, file.blob.scanned_at) == (Scan.CLEAN, NOON)
    assert services.read(file) == PDF


def test_the_scanner_is_reached_through_a_socket_file_too(settings, tmp_path) -> None:
    with clamd.daemon(str(tmp_path / "clamd.sock")) as settings.CLAMD:
        assert store().blob.scan == Scan.CLEAN


def test_an_infected_upload_is_refused_and_not_kept(settings, folder) -> None:
    with clamd.daemon() as settings.CLAMD, pytest.raises(Refused) as refusal:
        store(VIRUS, "quà.pdf")

    assert refusal.value.message == "Tệp “quà.pdf” có vi-rút (Eicar-Test-Signature) nên không được nhận."
    assert (File.objects.count(), stored(folder)) == (0, [])


@pytest.mark.parametrize("address", ["", "/nowhere/clamd.sock", "nonsense", "127.0.0.1:port"])
def test_without_an_answer_the_file_waits(settings, address) -> None:
    settings.CLAMD = address or clamd.nobody()

    file = store()

    assert file.blob.scan == Scan.PENDING
    assert list(queries.to_scan()) == [file.blob]
    assert scanner.is_up() is False
    with pytest.raises(Refused) as refusal:
        services.read(file)
    assert refusal.value.message == "Tệp “đơn.pdf” đang chờ quét vi-rút. Vui lòng thử lại sau vài phút."


def test_what_is_too_large_for_the_scanner_waits(settings) -> None:
    with clamd.daemon() as settings.CLAMD:
        assert store(pdf(b"a" * 1_000_001)).blob.scan == Scan.PENDING
        assert services.rescan(now=NOON) == 0


def test_rescan_frees_what_is_clean(settings) -> None:
    settings.CLAMD = clamd.nobody()
    file = store()
    assert services.rescan(now=NOON) == 0

    with clamd.daemon() as settings.CLAMD:
        assert services.rescan(now=NOON) == 1

    file = File.objects.get()
    assert services.read(file) == PDF
    assert [event.kind for event in audit.of(file.blob)] == ["files.scanned"]
    assert services.rescan(now=NOON) == 0


def test_rescan_locks_what_is_infected_and_announces_it(settings, announced) -> None:
    settings.CLAMD = clamd.nobody()
    store(VIRUS, "quà.pdf")

    with clamd.daemon() as settings.CLAMD:
        assert services.rescan(now=NOON) == 1

    assert announced == [(["quà.pdf"], "Eicar-Test-Signature")]
    with pytest.raises(Forbidden) as refusal:
        rules.check_servable(File.objects.get())
    assert refusal.value.message == "Tệp “quà.pdf” có vi-rút nên không thể mở."


def test_a_known_virus_is_refused_even_when_the_scanner_is_gone(settings) -> None:
    settings.CLAMD = clamd.nobody()
    store(VIRUS, "quà.pdf")
    with clamd.daemon() as settings.CLAMD:
        services.rescan(now=NOON)
    settings.CLAMD = ""

    with pytest.raises(Refused):
        store(VIRUS, "lại.pdf")


def test_a_scanner_that_comes_later_scans_what_was_stored_before(settings, announced) -> None:
    store(VIRUS, "quà.pdf")

    with clamd.daemon() as settings.CLAMD:
        assert services.rescan(now=NOON) == 1

    assert Blob.objects.get().scan == Scan.INFECTED
    assert len(announced) == 1


def test_who_gives_up_the_scanner_frees_what_waits(settings) -> None:
    settings.CLAMD = clamd.nobody()
    store()
    settings.CLAMD = ""

    assert services.rescan(now=NOON) == 1
    assert Blob.objects.get().scan == Scan.OFF


def test_the_same_content_uploaded_again_frees_the_waiting_one(settings) -> None:
    settings.CLAMD = clamd.nobody()
    waiting = store()

    with clamd.daemon() as settings.CLAMD:
        store(name="again.pdf")

    waiting.blob.refresh_from_db()
    assert waiting.blob.scan == Scan.CLEAN
