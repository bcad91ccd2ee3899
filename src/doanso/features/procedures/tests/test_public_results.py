"""What outlives a dossier: results that anybody may check, and the list of one's own."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support.org import NOON

from doanso.blocks.eforms.models import Draft
from doanso.features.procedures.services import results
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import (
    resume_link,
    signed_in,
)


def test_verification_shows_the_result_and_nobody(org, made, client) -> None:
    result = publicly.finish(org, made.dossier).result
    text = client.get(f"/kiem-tra/{result.verify_token}/").content.decode()

    for wanted in (result.number, result.title, "UBND phường", "Lê Quang Vinh", "18/11/2026", "còn hiệu lực"):
        assert wanted in text
    for secret in ("Nguyễn Thị Thử", made.dossier.code, made.dossier.tracking, "ket-qua.pdf"):
        assert secret not in text


def test_verification_tells_that_a_result_was_revoked(org, made, client) -> None:
    result = publicly.finish(org, made.dossier).result
    results.revoke(result_id=result.pk, reason="Cấp sai đối tượng", by=org.head, now=NOON + timedelta(days=1))
    text = client.get(f"/kiem-tra/{result.verify_token}/").content.decode()

    assert "Không còn hiệu lực" in text
    assert "Cấp sai đối tượng" in text
    assert "còn hiệu lực</h1>" not in text.replace("Không còn hiệu lực</h1>", "")


def test_guessing_results_is_limited(org, client, settings) -> None:
    settings.RATE_LIMITS = True

    assert [client.get(f"/kiem-tra/{'a' * 11}/").status_code for _ in range(31)] == [404] * 30 + [429]


# My dossiers


def test_mine_asks_a_visitor_to_sign_in(org, client) -> None:
    assert client.get("/cua-toi/").url.startswith("/dang-nhap/")


def test_mine_lists_own_dossiers_and_drafts_alone(org) -> None:
    own, other = signed_in(org.members[2]), signed_in(org.members[3])
    made = publicly.apply(own)
    publicly.apply(other)
    resume_link(own)
    page = own.get("/cua-toi/")

    assert [row.code for row in page.context["page"]] == [made.dossier.code]
    assert [version.procedure.code for _draft, version in page.context["drafts"]] == ["T-1"]
    assert len(other.get("/cua-toi/").context["drafts"]) == 0


def test_mine_takes_the_same_queries_for_one_and_three(org) -> None:
    own = signed_in(org.members[2])
    publicly.apply(own)
    resume_link(own)
    own.get("/cua-toi/")
    with CaptureQueriesContext(connection) as one:
        own.get("/cua-toi/")
    for _ in range(2):
        publicly.apply(own)
        resume_link(own)
    with CaptureQueriesContext(connection) as three:
        own.get("/cua-toi/")

    assert len(one) == len(three)


def test_draft_goes_on_and_is_deleted_by_its_owner_alone(org) -> None:
    own, other = signed_in(org.members[2]), signed_in(org.members[3])
    resume_link(own)
    number = Draft.objects.get().pk

    assert other.post("/cua-toi/", {"draft": number}).status_code == 404
    assert 'value="Nguyễn Thị Thử"' in own.post("/cua-toi/", {"draft": number}, follow=True).content.decode()
    assert own.post("/cua-toi/", {"draft": number, "discard": "1"}).url == "/cua-toi/"
    assert Draft.objects.count() == 0
    for wrong in ("", "x", "9" * 18, "\x00", "²"):
        assert own.post("/cua-toi/", {"draft": wrong}).status_code == 404
