import re
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.models import Draft
from doanso.core.consent.models import Consent
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.services import online
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import (
    ANSWERS,
    CCCD,
    CONTACT,
    PHONE,
    hidden,
    resume_link,
    signed_in,
    turn,
)
from doanso.lib.remembered import forget

ADDRESS = "/thu-tuc/T-1/nop/"


def test_visitor_applies_without_account_and_without_scripts(org, client) -> None:
    made = publicly.apply(client)

    assert made.dossier.filings.get().answers["ho_ten"] == "Nguyễn Thị Thử"
    assert (made.dossier.applicant_phone, made.dossier.applicant, made.dossier.version) == (PHONE, None, org.version)
    assert made.dossier.tracking in client.get(made.address).content.decode()
    assert Draft.objects.count() == 0


def test_what_concerns_ones_own_data_is_handed_in_with_ones_own_account(org, client) -> None:
    page = publicly.last_page(client)
    Version.objects.filter(pk=org.version.pk).update(effects=[{"name": "privacy.copy", "params": {}}])
    forget()

    assert client.get(ADDRESS).url == f"/dang-nhap/?next={ADDRESS}"
    assert "đăng nhập bằng tài khoản của chính mình" in client.get("/thu-tuc/T-1/").content.decode()
    refused = turn(client, ADDRESS, page, go="submit", **CONTACT)
    assert (refused.status_code, Dossier.objects.count()) == (409, 0)
    assert Draft.objects.count() == 1  # nothing typed is lost
    assert signed_in(org.stranger).get(ADDRESS).status_code == 200


def test_consent_that_was_ticked_is_kept_with_its_proof(org, client) -> None:
    made = publicly.apply(client)
    consent = Consent.objects.get()

    assert (consent.purpose.code, consent.subject, consent.person) == ("dossier", made.dossier.code, None)
    assert (consent.evidence["form"], consent.evidence["ip"]) == ("P-T-1 v1", "127.0.0.0/24")


def test_form_without_consent_is_not_handed_in(org, client) -> None:
    answers = {**CONTACT, "dong_y_du_lieu": ""}
    response = turn(client, ADDRESS, publicly.last_page(client), go="submit", **answers)

    assert (response.status_code, Dossier.objects.count(), Consent.objects.count()) == (200, 0, 0)
    assert 'data-summary role="alert"' in response.content.decode()


def test_errors_keep_what_was_typed_and_name_the_field(org, client) -> None:
    response = turn(client, ADDRESS, client.get(ADDRESS), **{**ANSWERS, "so_dinh_danh": "12"})
    text = response.content.decode()

    assert "<title>Lỗi: Cấp giấy xác nhận thử" in " ".join(text.split())
    assert 'href="#f-so_dinh_danh"' in text
    assert 'value="Nguyễn Thị Thử"' in text
    assert 'value="12"' in text


def test_back_shows_the_first_page_as_it_was(org, client) -> None:
    back = turn(client, ADDRESS, publicly.last_page(client), go="back", dien_thoai_lien_he="0900")
    assert 'value="Nguyễn Thị Thử"' in client.get(back.url).content.decode()
    forth = turn(client, ADDRESS, client.get(back.url), **ANSWERS)
    assert 'value="0900"' in client.get(forth.url).content.decode()


def test_draft_goes_on_by_its_link_on_another_device(org, client) -> None:
    link = resume_link(client)

    assert 'value="Nguyễn Thị Thử"' in Client().get(link).content.decode()


def test_draft_of_somebody_signed_in_is_refused_to_others(org, client) -> None:
    owner = signed_in(org.members[2])
    link = resume_link(owner)

    assert owner.get(link).status_code == 200
    assert client.get(link).status_code == 404
    assert signed_in(org.stranger).get(link).status_code == 404
    carried = hidden(owner.get(link))
    for go in ("next", "save", "submit"):
        assert client.post(ADDRESS, {**carried, **ANSWERS, **CONTACT, "_page": "1", "_go": go}).status_code == 403
    assert Dossier.objects.count() == 0


def test_draft_that_ended_gives_404_and_keeps_what_is_typed_now(org, client) -> None:
    link = resume_link(client)
    page = client.get(link)
    Draft.objects.update(created_at=timezone.now() - timedelta(days=60), expires_at=timezone.now() - timedelta(days=1))
    assert client.get(link).status_code == 404

    stale = {**hidden(page), "_ticket": "x:y:z", **ANSWERS, "_go": "next"}
    answer = client.post(ADDRESS, stale)
    assert (answer.status_code, Draft.objects.filter(expires_at__gt=timezone.now()).count()) == (200, 0)
    assert "Chưa gửi" in answer.content.decode()
    assert 'value="Nguyễn Thị Thử"' in answer.content.decode()
    assert turn(client, ADDRESS, answer, **ANSWERS).status_code == 302


def test_form_sent_twice_gives_one_dossier_and_its_receipt(org, client) -> None:
    page = publicly.last_page(client)
    first = turn(client, ADDRESS, page, go="submit", **CONTACT)
    second = turn(client, ADDRESS, page, go="submit", **CONTACT)

    dossier = Dossier.objects.get()
    assert publicly.arrived(first).dossier == dossier
    assert second.url == f"/cua-toi/{dossier.tracking}/mo/"
    assert dossier.code in client.get(second.url).content.decode()
    assert Client().get(second.url).status_code == 404


def test_once_of_another_program_opens_nothing(org, client) -> None:
    made = publicly.apply(client)
    Dossier.objects.update(once="don-hang-1")
    carried = hidden(client.get(ADDRESS))

    answer = Client().post(ADDRESS, {**carried, "_draft": "don-hang-1", "_go": "submit"})
    assert answer.status_code == 200
    assert made.dossier.code not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_gives_one_dossier() -> None:
    org = publicly.build()
    answers = engine.check(
        eforms.definition(org.version.form_id), {**ANSWERS, **_clean(CONTACT)}, today=timezone.localdate()
    )
    assert answers.ok, answers.errors
    handed = online.Handed(answers.answers, (), "t" * 32, {"form": "T-1 v1"})
    start, made = threading.Barrier(3), []

    def press() -> None:
        start.wait()
        made.append(online.apply(version=org.version, handed=handed, by=None, now=timezone.now()))
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({one.dossier.pk for one in made}) == 1
    assert sorted(bool(one.key) for one in made) == [False, False, True]
    assert Consent.objects.count() == 1


def _clean(answers: dict) -> dict:
    return {key: value for key, value in answers.items() if value}


def test_prefill_reaches_pages_that_come_later(org, client) -> None:
    person = org.members[2]
    person.phone = "0900000009"
    person.save()
    client = signed_in(person)
    first = client.get(ADDRESS)

    assert f'value="{person.full_name}"' in first.content.decode()
    later = client.get(turn(client, ADDRESS, first, **ANSWERS).url)
    assert 'value="0900000009"' in later.content.decode()


def test_form_of_another_procedure_is_refused(org, client) -> None:
    publicly.publish(org, "T-2")
    carried = hidden(client.get(ADDRESS))

    assert client.post("/thu-tuc/T-2/nop/", {**carried, **ANSWERS, "_go": "next"}).status_code == 409


def test_draft_keeps_the_version_that_it_began_with(org, client) -> None:
    page = publicly.last_page(client)
    fields = [*publicly.FIELDS, {"key": "moi", "type": "text", "label": "Mục mới", "required": True}]
    section = {"key": "don", "title": "Đơn", "fields": fields}
    changed = {**publicly.FORM, "pages": [{"key": "don", "title": "Đơn", "sections": [section]}]}
    publicly.eforms.define(code="T-DON", name="Đơn thử", definition=changed, by=None, now=publicly.organisation.NOON)
    publicly.publish(org)
    sent = turn(client, ADDRESS, page, go="submit", **CONTACT)

    assert publicly.arrived(sent).dossier.version == org.version
    assert "Mục mới" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"_draft": "\x00", "_ticket": "\x00", "_page": "99999", "_go": "\x00"},
        {"_draft": "a" * 5000, "_ticket": "b" * 5000, "_page": "-1"},
        {"_go": "submit", "ho_ten": "\ud800", "so_dinh_danh": "9" * 100_000},
        {"_add:don": "1", "_del:don:999999999999": "1", "dong_y_du_lieu": ["1", "2"]},
    ],
)
def test_hostile_posts_are_answered(org, client, data) -> None:
    data = {
        key: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for key, value in data.items()
    }
    carried = hidden(client.get(ADDRESS))

    for post in (data, {**carried, **data}):
        assert client.post(ADDRESS, post).status_code < 500


def test_form_page_is_light_and_takes_few_queries(org, client, django_assert_max_num_queries) -> None:
    client.get(ADDRESS)
    with django_assert_max_num_queries(3):
        text = client.get(ADDRESS).content.decode()

    assert "htmx" not in text
    assert text.count("<script") == 1


def test_page_in_english_is_complete(org, client) -> None:
    text = client.get(ADDRESS, headers={"Accept-Language": "en"}).content.decode()

    assert "Goes to" in text
    assert "Thời hạn giải quyết" not in text


def test_citizen_number_is_nowhere_in_the_address(org, client) -> None:
    page = client.get(ADDRESS)

    assert CCCD not in turn(client, ADDRESS, page, **ANSWERS).url


def without_own(text: str) -> str:
    """The page without what is a visitor's own: the CSRF token and the ticket."""
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|_ticket|_draft)" value=")[^"]+', r"\1", text)
    return re.sub(r'data-draft="[^"]+"', "", text)


def test_blank_form_is_the_same_for_all_visitors_but_for_what_is_their_own(org) -> None:
    forget()
    drawn, again = (Client().get(ADDRESS).content.decode() for _visitor in range(2))

    assert without_own(drawn) == without_own(again)
    for name in ("csrfmiddlewaretoken", "_ticket", "_draft"):
        values = [re.findall(f'name="{name}" value="([^"]+)"', text) for text in (drawn, again)]
        assert len(values[0]) == len(values[1]) > 0
        assert not set(values[0]) & set(values[1])
    assert "kept-" not in drawn + again


def test_blank_form_of_somebody_signed_in_is_shown_to_nobody_else(org) -> None:
    assert org.head.full_name in signed_in(org.head).get(ADDRESS).content.decode()
    assert org.head.full_name not in Client().get(ADDRESS).content.decode()


def test_blank_form_speaks_the_language_and_wears_the_look_of_each_visitor(org) -> None:
    Client().get(ADDRESS)
    dark = Client()
    dark.cookies["theme"] = "dark"

    assert 'lang="en"' in Client().get(ADDRESS, headers={"Accept-Language": "en"}).content.decode()[:200]
    assert 'data-theme="dark"' in dark.get(ADDRESS).content.decode()[:400]
