"""Addresses of judging, announcing and certificates: see `contest_addresses`, which takes them from here."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from doanso.blocks.questions.models import Bank
from doanso.core.audit import queries as trail
from doanso.features.contests.models import Claim, Exclusion, Flag, Result, Round, UnitWords
from doanso.features.contests.queries import bundles
from doanso.features.contests.services import admitting, announcing, bundling, certifying
from doanso.features.contests.tests import judged
from doanso.features.contests.tests import sample as contests

DOUBTFUL, GRADED, ANNOUNCED = (f"/to-chuc-thi/{code}/dot-1/" for code in ("nghi-van", "da-cham", "da-cong-bo"))
HOME = "/to-chuc-thi/nghi-van/"
WHOLE = "/to-chuc-thi/hai-dot/ca-cuoc-thi/"
FINAL = "/to-chuc-thi/chung-ket/"
WHY = "Hai bài làm trên cùng một máy."
BY = "province_secretary"
JUDGED: list[tuple[str, str, dict[str, Any]]] = [
    (HOME + "nguoi-du-thi/", BY, {}),
    (HOME + "nguoi-du-thi/{cheat}/", BY, {"post": {"full_name": "Ngô Thử Mốt", "unit": "", "reason": WHY}}),
    (HOME + "nguoi-du-thi/{cheat}/ma/", BY, {"get": 405, "post": {"reason": WHY}}),
    (HOME + "nguoi-du-thi/so/{claim}/", BY, {"post": {"granted": "1", "words": WHY}}),
    (HOME + "don-vi/", BY, {"post": {"chu": "Lớp 9C", "unit": "T-CD"}}),
    (HOME + "don-vi/bo/", BY, {"get": 405, "post": {"words": "lop 9d"}}),
    (DOUBTFUL + "bang/", BY, {}),
    (DOUBTFUL + "nghi-van/", BY, {}),
    (DOUBTFUL + "nghi-van/tim/", BY, {"get": 405, "post": {}}),
    (DOUBTFUL + "nghi-van/{doubt}/", BY, {"post": {"whom": "", "note": WHY}}),
    (DOUBTFUL + "loai/", BY, {"post": {"entrant": "{cheat}", "reason": WHY}}),
    (DOUBTFUL + "loai/{exclusion}/", BY, {"post": {"granted": "co", "words": WHY}}),
    (GRADED + "cau-hoi/", BY, {}),
    (GRADED + "cau-hoi/0/", BY, {"post": {"reason": WHY}}),
    (GRADED + "cong-bo/", BY, {"post": {}}),
    (GRADED + "doi-chieu/", BY, {"get": 405, "post": {}}),
    (GRADED + "bang.xlsx", BY, {}),
    (GRADED + "bao-cao.pdf", BY, {}),
    (WHOLE + "cong-bo/", BY, {"post": {}}),
    (WHOLE + "bang.xlsx", BY, {}),
    (WHOLE + "bao-cao.pdf", BY, {}),
    (WHOLE + "chung-nhan/", BY, {}),
    (FINAL + "dot-2/vao-thi/", BY, {}),
    (FINAL + "dot-2/vao-thi/chot/", BY, {"get": 405, "post": {"seen": "{seen_list}"}}),
    (FINAL + "dot-3/vao-thi/doi/", BY, {"get": 405, "post": {"reason": WHY}}),
    (ANNOUNCED + "cong-bo/rut/", BY, {"get": 405, "post": {"reason": WHY}}),
    (ANNOUNCED + "chung-nhan/", BY, {"post": {}}),
    (ANNOUNCED + "chung-nhan.pdf", BY, {}),
    (ANNOUNCED + "chung-nhan.zip", BY, {}),
    (ANNOUNCED + "chung-nhan/tat-ca/", BY, {"get": 405, "post": {}}),
    (ANNOUNCED + "chung-nhan/tep/", BY, {"get": 405, "post": {}}),
    (ANNOUNCED + "chung-nhan/tep/{print_file}/", BY, {}),
    (ANNOUNCED + "chung-nhan/{certificate}/", BY, {"post": {"reason": WHY}}),
]
SHOWN = {
    "/cuoc-thi/da-cong-bo/dot-1/xep-hang/": "the announced ranking",
    "/cuoc-thi/hai-dot/ca-cuoc-thi/xep-hang/": "the ranking over all rounds, once it is announced",
    "/cuoc-thi/chung-ket/dot-3/danh-sach/": "who is let into a final, once the list is fixed",
    "/cuoc-thi/da-cong-bo/dot-1/khieu-nai/": "the appeal of who was excluded; for others there is none",
    "/cuoc-thi/da-cong-bo/dot-1/chung-nhan/": "an entrant's own certificate; for others there is none",
    "/cuoc-thi/chung-nhan/{certificate_code}/": "whether a certificate holds",
}


def sample(o: SimpleNamespace) -> None:
    """Three rounds that are over: one with a doubt and an appeal, one graded, one announced, whose
    winner has no certificate yet; and a contest of two announced rounds."""
    bank = Bank.objects.get(code="T-NH")
    first, second, third = (_over(o, bank, code) for code in ("nghi-van", "da-cham", "da-cong-bo"))
    cheat, twin = judged.stand(first, "Ngô Thử Một", 9), judged.stand(first, "Ngô Thử Hai", 9)
    flag = Flag.objects.create(
        round=first, entrant=cheat, other=twin, kind=Flag.Kind.DEVICE, evidence={"count": 2}, raised_at=o.now
    )
    exclusion = Exclusion.objects.create(
        round=first, entrant=twin, reason=WHY, by=o.base_secretary, at=o.now, appeal=Exclusion.Appeal.OPEN,
        appeal_text="Máy của thư viện.", appealed_at=o.now,
    )  # fmt: skip
    claim = Claim.objects.create(
        contest=first.contest, holder=twin, phone="0900000066", full_name="Ngô Thử Chủ", email="chu@example.org",
        words=WHY, at=o.now,
    )  # fmt: skip
    o.at["claim"] = claim.pk
    UnitWords.objects.create(contest=first.contest, words="lop 9d", unit=o.branch, at=o.now)
    judged.stand(second, "Ngô Thử Ba", 9)
    judged.stand(third, "Ngô Thử Bốn", 9)
    judged.stand(third, "Ngô Thử Năm", 3)
    announcing.announce(round=third, by=o.province_secretary, now=o.now)
    results = Result.objects.filter(round=third, unit=None, rank=2)
    paper = certifying.issue(round=third, results=results, by=o.province_secretary, now=o.now)[0]
    o.at |= {"doubt": flag.pk, "cheat": cheat.pk, "exclusion": exclusion.pk, "certificate": paper.pk}
    o.at["certificate_code"] = paper.code
    bundling.print_all(round=third, by=o.province_secretary, now=o.now)
    bundling.print_some(round=third, asked=trail.of(third).last(), after=0, now=o.now)
    o.at["print_file"] = bundles.files(third).get().token
    _two_rounds(o, bank)
    _final(o, bank)


def _two_rounds(o: SimpleNamespace, bank: Bank) -> None:
    first = _over(o, bank, "hai-dot")
    second = _ended(o, contests.round_of(first.contest, bank, number=2))
    who = judged.stand(first, "Ngô Thử Sáu", 9)
    judged.stand(second, who, 3)
    for round in (first, second):
        announcing.announce(round=round, by=o.province_secretary, now=o.now)


def _final(o: SimpleNamespace, bank: Bank) -> None:
    """Two, for the best of a round that is announced; of one the list is fixed."""
    first = _over(o, bank, "chung-ket")
    judged.stand(first, "Ngô Thử Bảy", 9)
    announcing.announce(round=first, by=o.province_secretary, now=o.now)
    window = {"opens_at": o.now + timedelta(days=1), "closes_at": o.now + timedelta(days=2)}
    admits = {"rounds": [1], "best": 1, "by_unit": False}
    for number in (2, 3):
        final = contests.round_of(first.contest, bank, number=number, admits=admits, **window)
    o.at["seen_list"] = admitting.mark(final)
    admitting.fix(round=final, seen=o.at["seen_list"], by=o.province_secretary, now=o.now)


def _over(o: SimpleNamespace, bank: Bank, code: str) -> Round:
    made = contests.contest(o.province, bank, code=code)
    return _ended(o, made.rounds.get())


def _ended(o: SimpleNamespace, round: Round) -> Round:
    round = contests.frozen(round)
    round.opens_at, round.closes_at = o.now - timedelta(hours=2), o.now - timedelta(hours=1)
    round.save()
    return round
