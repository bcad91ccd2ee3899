import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import translation

from doanso.core.accounts.models import Person
from doanso.core.audit import queries as audit
from doanso.core.consent import evidence, queries, services, signals
from doanso.core.consent.models import Consent, Purpose
from doanso.core.consent.texts import DOSSIER, EMAIL, PHOTO, TEXTS
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
PROOF = {"ip": "203.0.113.0/24", "form": "F-KN v1"}
WORDS = {
    "title_vi": "Thử",
    "title_en": "Trial",
    "text_vi": "Tôi đồng ý thử.",
    "text_en": "I agree to try.",
    "required_for_vi": "",
    "required_for_en": "",
}


def give(person=None, *, now, purpose=PHOTO, subject="") -> Consent:
    return services.give(purpose, person=person, subject=subject, evidence=PROOF, now=now)


def test_seed_publishes_the_first_texts_once(now) -> None:
    services.seed(now)

    assert sorted(Purpose.objects.values_list("code", "version")) == [(DOSSIER, 1), (EMAIL, 1), (PHOTO, 1)]
    assert all(all(words.values()) for words in TEXTS.values())


def test_seed_leaves_what_an_administrator_published(now, person) -> None:
    services.publish(PHOTO, by=person, now=now, **WORDS)
    services.seed(now)

    assert queries.current(PHOTO).title_vi == "Thử"


def test_publish_makes_a_version_only_of_other_words(now, person) -> None:
    first = services.publish("trial", by=person, now=now, **WORDS)
    same = services.publish("trial", by=person, now=now, **WORDS)
    second = services.publish("trial", by=person, now=now, **{**WORDS, "text_vi": "Tôi đồng ý thử lại."})

    assert (first.version, same, second.version) == (1, first, 2)
    assert queries.current("trial") == second
    assert second in queries.current_purposes()
    assert first not in queries.current_purposes()
    assert [event.actor for event in audit.of(second)] == [person]


def test_purpose_speaks_the_readers_language() -> None:
    purpose = queries.current(PHOTO)

    assert (purpose.title, purpose.text) == (purpose.title_vi, purpose.text_vi)
    with translation.override("en"):
        assert (purpose.title, purpose.text, purpose.required_for) == (
            "Use of a portrait photo",
            purpose.text_en,
            "New cards and papers carry no photo.",
        )


def test_give_keeps_the_proof(now, person) -> None:
    consent = give(person, now=now)

    purpose = queries.current(PHOTO)
    text = hashlib.sha256(f"{purpose.text_vi}\0{purpose.text_en}".encode()).hexdigest()
    assert (consent.purpose, consent.given_at, consent.withdrawn_at) == (purpose, now, None)
    assert consent.evidence == {**PROOF, "text_sha256": text}
    assert [(event.kind, event.actor) for event in audit.of(consent)] == [("consent.given", person)]


def test_give_twice_is_one_consent(now, person) -> None:
    assert give(person, now=now) == give(person, now=now + timedelta(hours=1))
    assert Consent.objects.get().given_at == now


def test_give_is_for_one_purpose_and_one_person_alone(now, person) -> None:
    give(person, now=now)
    other = Person.objects.create(full_name="Người khác")

    assert queries.active(PHOTO, person=person) is not None
    assert queries.active(EMAIL, person=person) is None
    assert queries.active(PHOTO, person=other) is None
    assert queries.active(PHOTO) is None


def test_give_works_without_an_account(now) -> None:
    consent = give(now=now, subject="HS-1")

    assert queries.active(PHOTO, subject="HS-1") == consent
    assert queries.active(PHOTO, subject="HS-2") is None
    assert audit.of(consent)[0].actor_label == "HS-1"


def test_give_by_nobody_is_refused(now) -> None:
    with pytest.raises(Refused):
        give(now=now)


def test_a_consent_to_old_words_does_not_cover_new_ones(now, person) -> None:
    old = give(person, now=now)
    services.publish(PHOTO, by=person, now=now, **WORDS)

    assert queries.active(PHOTO, person=person) is None
    new = give(person, now=now)
    assert (queries.active(PHOTO, person=person), old.purpose.version, new.purpose.version) == (new, 1, 2)


def test_give_can_name_the_version_that_was_shown(now, person) -> None:
    shown = queries.current(PHOTO)
    services.publish(PHOTO, by=person, now=now, **WORDS)

    assert give(person, now=now, purpose=shown).purpose.version == 1


@pytest.mark.django_db(transaction=True)
def test_give_by_many_clicks_at_once_is_one_consent(now, person) -> None:
    def click(_number: int) -> int:
        try:
            return give(person, now=now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(click, range(12)))) == 1


def test_withdraw_keeps_the_proof_and_announces_it(now, person) -> None:
    consent = give(person, now=now)
    heard = []

    def note(sender, consent, **rest) -> None:
        heard.append(consent)

    signals.withdrawn.connect(note)
    services.withdraw(consent, by=person, now=now + timedelta(days=1))
    signals.withdrawn.disconnect(note)

    kept = Consent.objects.get()
    assert (kept.withdrawn_at, kept.evidence) == (now + timedelta(days=1), consent.evidence)
    assert heard == [consent]
    assert queries.active(PHOTO, person=person) is None
    assert [event.kind for event in audit.of(consent)] == ["consent.given", "consent.withdrawn"]


def test_withdraw_fails_as_a_whole_when_an_owner_cannot_erase(now, person) -> None:
    consent = give(person, now=now)

    def fail(**_rest) -> None:
        raise OSError

    signals.withdrawn.connect(fail)
    with pytest.raises(OSError):
        services.withdraw(consent, by=person, now=now)
    signals.withdrawn.disconnect(fail)

    assert queries.active(PHOTO, person=person) == consent


def test_withdraw_twice_tells_when_it_was(now, person) -> None:
    consent = give(person, now=now)
    services.withdraw(consent, by=person, now=now)

    with pytest.raises(AlreadyDone) as refusal:
        services.withdraw(consent, by=person, now=now + timedelta(days=1))
    assert (refusal.value.when, refusal.value.who) == (now, person.full_name)


def test_withdraw_is_for_the_person_alone(now, person) -> None:
    consent = give(person, now=now)
    for stranger in (None, Person.objects.create(full_name="Người khác")):
        with pytest.raises(Forbidden):
            services.withdraw(consent, by=stranger, now=now)


def test_who_withdrew_may_agree_again(now, person) -> None:
    first = give(person, now=now)
    services.withdraw(first, by=person, now=now)

    second = give(person, now=now + timedelta(days=1))

    assert second != first
    assert list(queries.of_person(person)) == [second, first]


def test_withdraw_subject_ends_what_stands(now, person) -> None:
    give(now=now, subject="HS-1")
    give(now=now, subject="HS-1", purpose=EMAIL)
    give(now=now, subject="HS-2")
    give(person, now=now, subject="HS-1")

    assert [consent.purpose.code for consent in services.withdraw_subject("HS-1", now=now, code=EMAIL)] == [EMAIL]
    assert [consent.purpose.code for consent in services.withdraw_subject("HS-1", now=now)] == [PHOTO]
    assert services.withdraw_subject("HS-1", now=now) == []
    assert services.withdraw_subject("", now=now) == []
    assert Consent.objects.filter(withdrawn_at=None).count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": {}},
        {"subject": "x"},
        {"given_at": "2020-01-01T00:00:00Z"},
        {"withdrawn_at": "2020-01-01T00:00:00Z"},
    ],
)
def test_the_database_lets_nobody_rewrite_a_consent(now, person, change) -> None:
    consent = give(person, now=now)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**change)


def test_the_database_lets_nobody_delete_or_undo(now, person) -> None:
    consent = services.withdraw(give(person, now=now), by=person, now=now)

    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Consent.objects.all().delete()
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None)
    with pytest.raises(DatabaseError, match="another version"), transaction.atomic():
        Purpose.objects.update(text_vi="khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(purpose=consent.purpose, given_at=now)


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"), ("", "")],
)
def test_evidence_holds_no_more_than_a_proof_needs(address, kept) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"User-Agent": "Mozilla/5.0 (Android)"})

    assert evidence.of_request(request, form="F-KN v1") == {
        "ip": kept,
        "agent": hashlib.sha256(b"Mozilla/5.0 (Android)").hexdigest()[:16],
        "language": "vi",
        "form": "F-KN v1",
    }
