"""Drafts: whose they are, how long they live, what two writers at once leave."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from doanso.blocks.eforms import queries, services
from doanso.blocks.eforms.models import Draft
from doanso.blocks.eforms.tests.making import field, kinds_of_events, source
from doanso.blocks.eforms.tokens import Ticket, token_hash
from doanso.core.accounts.models import Person
from doanso.lib.errors import Forbidden, Refused


def save(ticket: Ticket, now, raw=None, by=None, page=0) -> Draft:
    return services.save_draft(ticket=ticket, raw=raw or {"a": "x"}, page=page, by=by, now=now)


def test_a_draft_is_found_by_its_token_of_which_only_the_hash_is_kept(version, now):
    ticket = Ticket.new(version.pk, "D-KN")

    save(ticket, now, {"a": "đang viết"}, page=1)

    draft = queries.draft(ticket.token, now=now)
    assert (draft.raw, draft.page, draft.subject, draft.version) == ({"a": "đang viết"}, 1, "D-KN", version)
    assert Draft.objects.filter(token_hash__contains=ticket.token).count() == 0
    assert len(ticket.token) * 6 >= 128


def test_a_draft_is_overwritten_by_its_token_alone_and_audited_once(version, now):
    ticket = Ticket.new(version.pk)
    save(ticket, now)

    save(Ticket(ticket.token, ""), now + timedelta(seconds=5), {"a": "mới"})

    assert Draft.objects.get().raw == {"a": "mới"}
    assert kinds_of_events() == ["eforms.defined", "eforms.draft_begun"]


@pytest.mark.parametrize("signed", ["", "junk", "a:b:c"])
def test_a_draft_is_not_begun_without_a_ticket(version, now, signed):
    with pytest.raises(Refused):
        save(Ticket("x" * 32, signed), now)
    assert Draft.objects.count() == 0


def test_a_ticket_is_good_for_its_own_token_only(version, now):
    one, other = Ticket.new(version.pk), Ticket.new(version.pk)

    with pytest.raises(Refused):
        save(Ticket(other.token, one.signed), now)


def test_a_draft_of_a_person_is_closed_to_others(version, now, person):
    ticket = Ticket.new(version.pk)
    save(ticket, now, by=person)
    stranger = Person.objects.create(full_name="Người Lạ")

    for by in (None, stranger):
        with pytest.raises(Forbidden):
            save(ticket, now, {"a": "phá"}, by=by)
    assert Draft.objects.get().raw == {"a": "x"}


def test_a_visitors_draft_becomes_the_persons_who_signs_in(version, now, person):
    ticket = Ticket.new(version.pk)
    save(ticket, now)

    save(ticket, now, by=person)

    assert list(queries.drafts_of(person.pk, now=now)) == [Draft.objects.get()]


def test_a_draft_that_is_too_large_is_refused(version, now):
    with pytest.raises(Refused):
        save(Ticket.new(version.pk), now, {"a": "x" * 1_100_000})


def test_a_draft_ends_after_thirty_days_without_a_change(version, now):
    ticket = Ticket.new(version.pk)
    save(ticket, now)

    assert queries.draft(ticket.token, now=now + timedelta(days=29, hours=23))
    assert queries.draft(ticket.token, now=now + timedelta(days=30)) is None


@pytest.mark.django_db(transaction=True)
def test_a_draft_saved_by_two_at_once_is_one_draft(now):
    version = services.define(code="T-1", name="Thử", definition=source(field("text")), by=None, now=now)
    ticket, barrier, failed = Ticket.new(version.pk), threading.Barrier(4), []

    def work(number: int) -> None:
        barrier.wait()
        try:
            save(ticket, now, {"a": str(number)})
        except Exception as error:
            failed.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (failed, Draft.objects.count()) == ([], 1)


def test_a_discarded_draft_is_gone_and_discarding_twice_is_harmless(version, now):
    ticket = Ticket.new(version.pk)
    save(ticket, now)

    services.discard_draft(token=ticket.token, by=None, now=now)
    services.discard_draft(token=ticket.token, by=None, now=now)

    assert Draft.objects.count() == 0
    assert kinds_of_events()[-1] == "eforms.draft_discarded"


def test_purge_deletes_expired_drafts_only(version, now):
    old, new = Ticket.new(version.pk), Ticket.new(version.pk)
    save(old, now - timedelta(days=31))
    save(new, now)

    assert services.purge_expired(now=now) == 1
    assert Draft.objects.get().token_hash == token_hash(new.token)
