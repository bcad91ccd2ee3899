from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from doanso.features.contests import sealing, tokens
from doanso.features.contests.tokens import Invalid, Pass, Ticket

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BIG = st.integers(1, 2**63 - 1)


@examples(max_examples=40)
@given(BIG, BIG, st.integers(1, 20))
def test_what_was_signed_is_read(round_id, entrant_id, number):
    text = tokens.ticket(round_id, entrant_id, number, until=LATER)
    assert tokens.read_ticket(text, NOW) == Ticket(round_id, entrant_id, number, 1795143600000)
    given = Pass(round_id, entrant_id, number, 1795140000000, 1795140900000)
    assert tokens.read_pass(tokens.write_pass(given)) == given


def test_a_ticket_ends():
    text = tokens.ticket(1, 2, 1, until=NOW)
    assert tokens.read_ticket(text, NOW).entrant_id == 2
    with pytest.raises(Invalid):
        tokens.read_ticket(text, NOW + timedelta(milliseconds=1))


@examples(max_examples=40)
@given(st.text(max_size=80))
def test_what_others_wrote_is_refused(text):
    for read in (lambda: tokens.read_ticket(text, NOW), lambda: tokens.read_pass(text)):
        with pytest.raises(Invalid):
            read()


def test_each_letter_counts_and_each_value_is_written_in_one_way_alone():
    text = tokens.write_pass(Pass(1, 2, 1, 3, 4))
    others = [text[:n] + ("A" if letter != "A" else "B") + text[n + 1 :] for n, letter in enumerate(text)]
    cut = [text[:n] for n in range(len(text))]
    more = [text + "=", text + "AAAA", " " + text, text + "\n", text.replace(text[0], text[0] + "!", 1)]
    for wrong in [*others, *cut, *more]:
        with pytest.raises(Invalid):
            tokens.read_pass(wrong)


def test_a_ticket_is_no_pass_and_another_secret_another_world(settings):
    ticket, own = tokens.ticket(1, 2, 1, until=LATER), tokens.write_pass(Pass(1, 2, 1, 3, 4))
    sealed = sealing.seal({"right": "a"})
    with pytest.raises(Invalid):
        tokens.read_pass(ticket)
    with pytest.raises(Invalid):
        tokens.read_ticket(own, NOW)
    assert (sealing.unseal(sealed), "right" in sealed) == ({"right": "a"}, False)
    settings.SECRET_KEY = "another"
    with pytest.raises(Invalid):
        tokens.read_pass(own)
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed)
