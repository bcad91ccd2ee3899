"""All files of one dossier together have a limit, whenever and by whomever they were sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doanso.blocks.workflow import queries as workflow
from doanso.core.files.models import File
from doanso.features.procedures.services import dossiers
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.fixture
def org(settings):
    settings.MAX_DOSSIER_MB = 3
    return office.build()


def pdf(megabytes: float, name: str = "ban-quet.pdf") -> SimpleUploadedFile:
    content = b"%PDF-1.4\n" + name.encode() + b"\n%" + b"0" * int(megabytes * MB) + b"\n%%EOF\n"
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def stored(*sizes: float) -> tuple[File, ...]:
    from doanso.core.files import services

    uploads = [pdf(size, f"tep-{number}.pdf") for number, size in enumerate(sizes)]
    return tuple(services.store(one, kinds=frozenset({"pdf"}), by=None, now=NOON, purpose="t") for one in uploads)


def test_files_sent_earlier_count_with_those_of_a_supplement(org) -> None:
    first, second, third = stored(2, 0.5, 1.5)
    dossier = office.submit(org.version, files=(first,))
    office.act(dossier, org.desk_officer, "supplement", comment="Thiếu bản sao")
    again = {"dossier_id": dossier.pk, "answers": {}, "form_id": org.version.form_id, "by": None, "now": NOON}

    with pytest.raises(Refused):
        dossiers.supplement(files=(third,), **again)
    dossiers.supplement(files=(first, second), **again)  # the first one is there already and counts once

    assert [filing.files.count() for filing in dossier.filings.order_by("pk")] == [1, 2]


def test_too_much_at_once_is_refused_at_submission(org) -> None:
    with pytest.raises(Refused):
        office.submit(org.version, files=stored(2, 2))


def test_officer_is_told_at_the_form_and_the_remark_stays(org) -> None:
    dossier = office.submit(org.version, files=stored(2))
    client = Client()
    client.force_login(office.account(org.desk_officer))
    address = f"/ho-so/{dossier.code}/y-kien/"

    sent = client.post(address, {"text": "Bản đẹp hơn", "files": [pdf(1.5)]})
    assert sent.status_code == 422
    assert sent.context["remark"].errors["files"] == [
        "Tổng dung lượng tệp của một hồ sơ không quá 3 MB. Vui lòng chọn tệp nhẹ hơn hoặc bớt tệp."
    ]
    assert sent.context["remark"]["text"].value() == "Bản đẹp hơn"
    assert client.post(address, {"text": "Bản nhẹ", "files": [pdf(0.5)]}).status_code == 302
    assert client.post(address, {"text": "Thêm", "files": [pdf(0.6, "khac.pdf")]}).status_code == 422
    assert workflow.files_on_timeline(dossier).count() == 1
