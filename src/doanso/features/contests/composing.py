"""The rules of a contest as a text to begin with, from its settings. It is the contest's own text, so Vietnamese."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from doanso.features.contests.models import Contest, Counting, Prize, Round, Show, Together
from doanso.lib.dates import local

COUNTED = {
    Counting.BEST: "lấy lượt có điểm cao nhất",
    Counting.FIRST: "lấy lượt đầu tiên",
    Counting.LAST: "lấy lượt cuối cùng",
}
SHOWN = {
    Show.NEVER: "Ban Tổ chức không công bố đáp án.",
    Show.ROUND: "Đáp án và giải thích được mở cho người dự thi khi hết đợt thi.",
    Show.ANNOUNCED: "Đáp án và giải thích được mở cho người dự thi khi công bố kết quả.",
}
SCORED = {
    True: "Người dự thi biết điểm ngay sau khi nộp bài.",
    False: "Người dự thi biết điểm của mình khi hết đợt thi.",
}
BROKEN = {
    "time": "thời gian làm bài ngắn hơn",
    "guess": "dự đoán gần đúng nhất số người trả lời đúng tất cả các câu hỏi",
    "earliest": "nộp bài sớm hơn",
}
WHOLE = {
    Together.NOTHING: "Mỗi đợt được xếp hạng và trao giải riêng.",
    Together.SUM: "Xếp hạng cả cuộc thi theo tổng điểm của tất cả các đợt.",
    Together.FINAL: "Xếp hạng cả cuộc thi theo kết quả chung kết.",
}
TOLD = {"phone": "số điện thoại", "email": "e-mail", "birth": "năm sinh", "job": "nghề nghiệp"}
FAIR = (
    "Mỗi người chỉ dự thi dưới tên mình. Người dùng nhiều danh tính, nhờ người khác làm bài hoặc can thiệp hệ thống "
    "không được tính kết quả; Ban Tổ chức nêu rõ lý do, và người đó được khiếu nại một lần.",
    "Máy chủ tính giờ. Bài đã lưu không mất khi mất mạng hay đổi thiết bị; mở lại để làm tiếp trong thời gian còn lại.",
    "Thông tin người dự thi chỉ dùng để tổ chức cuộc thi, xét giải và trao giải.",
)


def default_rules(contest: Contest, rounds: Iterable[Round], prizes: Iterable[Prize], units: list[str]) -> str:
    """`units`: names of those whose people may take part, none for everybody."""
    rounds = list(rounds)
    parts = [
        ("Đối tượng dự thi", _who(contest, units)),
        ("Thời gian và cách thi", [_round(one, rounds) for one in rounds]),
        ("Cách dự thi", [_entry(contest)]),
        ("Tính điểm và xếp hạng", _ranking(contest, rounds)),
        ("Giải thưởng", [_prize(one) for one in prizes]),
        ("Quy định chung", [*FAIR, SCORED[contest.score_at_once], SHOWN[Show(contest.show)]]),
    ]
    filled = [(title, items) for title, items in parts if items]
    return "\n\n".join(
        f"{number}. {title}\n" + "\n".join(f"- {item}" for item in items)
        for number, (title, items) in enumerate(filled, 1)
    )


def _who(contest: Contest, units: list[str]) -> list[str]:
    wanted = contest.audience
    lines = [f"Người thuộc các đơn vị: {', '.join(units)}." if units else "Mọi người đều có thể dự thi."]
    if age := _age(wanted):
        lines.append(f"Tuổi: {age}.")
    if jobs := wanted.get("jobs"):
        lines.append(f"Nghề nghiệp: {', '.join(jobs)}.")
    return lines


def _age(wanted: dict[str, Any]) -> str:
    first, last = wanted.get("from_age"), wanted.get("to_age")
    if first and last:
        return f"từ {first} đến {last}"
    if first:
        return f"từ {first} trở lên"
    return f"đến {last}" if last else ""


def _round(one: Round, rounds: list[Round]) -> str:
    questions = sum(line.count for line in one.lines.all())
    asked = f" {questions} câu hỏi," if questions else ""
    tries = (
        "thi một lượt" if one.attempts == 1 else f"thi tối đa {one.attempts} lượt, {COUNTED[Counting(one.counting)]}"
    )
    window = f"từ {_moment(one.opens_at)} đến {_moment(one.closes_at)}"
    return f"{one.name}: {window};{asked} {one.minutes} phút mỗi lượt; {tries}{_gate(one, rounds)}."


def _gate(one: Round, rounds: list[Round]) -> str:
    gate = one.gate
    if gate is None:
        return ""
    names = ", ".join(other.name for other in rounds if other.number in gate.rounds)
    whom = " của mỗi đơn vị" if gate.by_unit else ""
    by = "ở mỗi đợt sau"
    if gate.together:
        best = one.contest.together == Together.BEST and one.contest.best_rounds < len(gate.rounds)
        points = f"tổng điểm {one.contest.best_rounds} đợt cao nhất của mình" if best else "tổng điểm"
        by = f"theo {points} trong các đợt sau"
    return f"; dành cho {gate.best} người xếp hạng cao nhất{whom} {by}: {names} (bằng hạng cuối thì cùng vào)"


def _moment(at: datetime) -> str:
    return f"{local(at):%H giờ %M ngày %d/%m/%Y}"


def _entry(contest: Contest) -> str:
    if not contest.without_account:
        return "Đăng nhập bằng tài khoản của mình, hoặc nhận mã qua e-mail, rồi bấm Dự thi."
    told = ["họ tên", "đơn vị", *(TOLD[name] for name in contest.fields)]
    return f"Quét mã QR hoặc mở trang cuộc thi, khai {', '.join(told)}; hoặc đăng nhập bằng tài khoản của mình."


def _ranking(contest: Contest, rounds: list[Round]) -> list[str]:
    points = {sum(line.count * line.points for line in one.lines.all()) for one in rounds} - {0}
    lines = [f"Bài thi tối đa {points.pop()} điểm; xếp hạng theo điểm từ cao xuống thấp."] if len(points) == 1 else []
    lines = lines or ["Xếp hạng theo điểm từ cao xuống thấp."]
    if contest.guess:
        lines.append("Cuối bài có câu dự đoán: bao nhiêu người sẽ trả lời đúng tất cả các câu hỏi?")
    if len(rounds) > 1:
        lines.append(_whole(contest))
    if broken := [BROKEN[name] for name in contest.tie_breaks if name in BROKEN]:
        lines.append(f"Nếu bằng điểm, xét lần lượt: {'; '.join(broken)}.")
    return lines


def _whole(contest: Contest) -> str:
    if contest.together == Together.BEST:
        return f"Xếp hạng cả cuộc thi theo tổng điểm {contest.best_rounds} đợt cao nhất của mỗi người."
    return WHOLE[Together(contest.together)]


def _prize(one: Prize) -> str:
    ranks = f"hạng {one.first}" if one.first == one.last else f"từ hạng {one.first} đến hạng {one.last}"
    where = f" ({one.round.name})" if one.round else ""
    whom = ", dành cho tập thể" if one.for_units else ""
    return f"{one.name}{where}: {ranks}{whom}{f'; {one.value}' if one.value else ''}."
