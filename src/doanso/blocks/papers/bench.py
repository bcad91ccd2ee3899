"""What an official document costs. Nothing is served: the CPU is that of this process."""

import time
from dataclasses import replace
from datetime import date
from typing import Any

from doanso.blocks.papers import render
from doanso.blocks.papers.documents import Decision, Office, Signature, Verification

NAME = "papers"
LIMITS = {"decision_s": 0.5, "first_decision_s": 1.0, "decision_kb": 300}
TURNS = 20

PAPER = Decision(
    office=Office(name="Sở Nội vụ", superior="Ủy ban nhân dân tỉnh Hưng Lộc", place="Hưng Lộc"),
    number="08/QĐ-SNV",
    on=date(2026, 2, 5),
    abstract="Về việc công nhận sáng kiến cấp cơ sở năm 2025",
    decider="Giám đốc Sở Nội vụ",
    grounds=("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",),
    articles=tuple(f"Nội dung của điều thứ {number}, " + "đủ dài để xuống dòng, " * 8 for number in range(1, 6)),
    recipients=("Như Điều 5;", "Lưu: VT."),
    signature=Signature(authority="KT. Giám đốc", title="Phó Giám đốc", name="Nguyễn Thị Thiều Hương"),
    verification=Verification(url="https://so.example.vn/kiem-tra/ABCD2345", address="so.example.vn/kiem-tra/ABCD2345"),
)


def run(_probe: Any = None) -> dict[str, float]:
    """CPU seconds of the first decision (fonts are read) and of one of many different ones; size in kB."""
    first, content = _cpu_s(0)
    later = [_cpu_s(turn)[0] for turn in range(1, TURNS + 1)]
    return {"first_decision_s": first, "decision_s": sum(later) / TURNS, "decision_kb": len(content) / 1000}


def _cpu_s(turn: int) -> tuple[float, bytes]:
    paper = replace(PAPER, number=f"{turn + 1:02}/QĐ-SNV", abstract=f"{PAPER.abstract}, đợt {turn}")
    start = time.process_time()
    content = render.decision(paper)
    return time.process_time() - start, content
