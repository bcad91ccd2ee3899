"""What an entrant may do when, and what they are told."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from doanso.features.contests import tokens
from doanso.features.contests.clock import Clock
from doanso.features.contests.hot import language
from doanso.features.contests.hot.language import Refusal
from doanso.features.contests.hot.newest import HANDED_IN, Newest
from doanso.features.contests.hot.rounds import Open, Rounds
from doanso.features.contests.hot.statements import Event, Started
from doanso.features.contests.hot.writing import Writer
from doanso.features.contests.models import What
from doanso.features.contests.timing import GRACE_S
from doanso.features.contests.tokens import Pass, Ticket

MOST_A_SECOND = 5  # requests for one entrant
STALE = _("This page is no longer valid. Please open the contest again.")
GATE = _("This round is for those who stood highest in the earlier rounds.")
CLOSED = _("This round is closed.")
OVER = _("The time of this attempt is over.")
ELSEWHERE = _("Your answers were changed on another device.")


class Rate:
    """How often each entrant came within this second."""

    def __init__(self) -> None:
        self.second = 0
        self.counts: dict[int, int] = {}

    def take(self, entrant_id: int, now: int) -> None:
        if now // 1000 != self.second:
            self.second, self.counts = now // 1000, {}
        count = self.counts[entrant_id] = self.counts.get(entrant_id, 0) + 1
        if count > MOST_A_SECOND and settings.RATE_LIMITS:
            raise Refusal(429, "rate", _("Too many requests. Please wait a moment."), wait=1)


class Desk:
    def __init__(self, rounds: Rounds, writer: Writer, clock: Clock) -> None:
        self.rounds, self.writer, self.clock, self.rate, self.newest = rounds, writer, clock, Rate(), Newest()

    async def start(self, body: bytes, device: str) -> bytes:
        now = await self._now()
        ticket = _ticket(body, now)
        self.rate.take(ticket.entrant_id, now)
        round = await self.rounds.get(ticket.round_id)
        _check_open(round, ticket, now)
        ends = min(now + round.minutes * 60_000, round.closes)
        started = await self.writer.put(
            Event(ticket.round_id, ticket.entrant_id, ticket.number, What.START, 0, now, "{}", device, ends)
        )
        if started is not None and started.again:
            attempt = (ticket.round_id, ticket.entrant_id, ticket.number)
            self.newest.note(attempt, HANDED_IN if started.handed_in else started.seq)
        return _begun(round, ticket, started, self.clock.milliseconds())

    async def save(self, body: bytes, device: str) -> bytes:
        now = await self._now()
        sheet = language.read_sheet(body, last=False)
        given = self._admit(sheet.token, now, grace_s=0)
        if not sheet.seq:  # a question alone: whether it still runs, and how late it is
            return b'{"seq":0,"now":%d}' % self.clock.milliseconds()
        passed = self.newest.passed(given.attempt, sheet.seq)
        await self.writer.put(_event(given, What.SAVE, sheet, now, device))
        return b'{"seq":%d,"now":%d%s}' % (sheet.seq, self.clock.milliseconds(), b',"newer":true' if passed else b"")

    async def submit(self, body: bytes, device: str) -> bytes:
        """While there is time, nobody hands in what another phone has gone beyond: this one learns of it first."""
        now = await self._now()
        sheet = language.read_sheet(body, last=True)
        given = self._admit(sheet.token, now, grace_s=GRACE_S)
        if now <= given.ends and sheet.seq < self.newest.of(given.attempt) < HANDED_IN:
            raise Refusal(409, "newer", ELSEWHERE, now=now)
        await self.writer.put(_event(given, What.SUBMIT, sheet, now, device))
        self.newest.note(given.attempt, HANDED_IN)
        return b'{"done":true,"now":%d}' % self.clock.milliseconds()

    async def _now(self) -> int:
        """By the database's clock, which a process that has only begun must read first."""
        if not self.clock.was_read:
            await self.rounds.read_clock()
        return self.clock.milliseconds()

    def _admit(self, token: str, now: int, *, grace_s: int) -> Pass:
        try:
            given = tokens.read_pass(token)
        except tokens.Invalid:
            raise Refusal(401, "ticket", STALE) from None
        if now > given.ends + grace_s * 1000 or self._is_ended(given, now):
            raise Refusal(410, "over", OVER, now=now)
        self.rate.take(given.entrant_id, now)
        return given

    def _is_ended(self, given: Pass, now: int) -> bool:
        """Before its time: only a room in class is, by its teacher, and then all that was saved is handed in."""
        round = self.rounds.glance(given.round_id)
        return round is not None and round.closes < given.ends and now > round.closes


def _ticket(body: bytes, now: int) -> Ticket:
    try:
        return tokens.read_ticket(language.read_start(body), datetime.fromtimestamp(now / 1000, UTC))
    except tokens.Invalid:
        raise Refusal(401, "ticket", STALE) from None


def _check_open(round: Open | None, ticket: Ticket, now: int) -> None:
    if round is None or ticket.number > round.attempts:
        raise Refusal(401, "ticket", STALE)
    if round.admitted is not None and ticket.entrant_id not in round.admitted:
        raise Refusal(403, "gate", GATE)
    if now < round.opens:
        raise Refusal(425, "early", _("This round has not opened yet."), opens=round.opens, now=now)
    if now >= round.closes:
        raise Refusal(410, "closed", CLOSED, now=now)


def _begun(round: Open, ticket: Ticket, started: Started | None, now: int) -> bytes:
    if started is None:
        raise Refusal(401, "ticket", STALE)
    if started.handed_in or now > started.ends:
        raise Refusal(410, "over", OVER, now=now)
    own = Pass(ticket.round_id, ticket.entrant_id, ticket.number, started.started, started.ends)
    head = (
        f'{{"pass":"{tokens.write_pass(own)}","now":{now},"started":{started.started},"ends":{started.ends},'
        f'"seq":{started.seq},"answers":{started.answers},"paper":'
    )
    return head.encode() + round.paper(ticket.entrant_id, ticket.number) + b"}"


def _event(given: Pass, what: What, sheet: Any, now: int, device: str) -> Event:
    return Event(given.round_id, given.entrant_id, given.number, what, sheet.seq, now, sheet.text, device)
