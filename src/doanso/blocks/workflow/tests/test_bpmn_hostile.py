"""What is no BPMN, or wants to do harm: refused with a sentence, quickly, and without looking anywhere else."""

import time

import pytest

from doanso.blocks.workflow.bpmn import Unreadable, read
from doanso.blocks.workflow.tests.bpmn_samples import process

BROKEN = "Tệp XML bị hỏng, không đọc được."
DOCTYPE = "Tệp có khai báo kiểu tài liệu (DOCTYPE), điều mà tệp BPMN không cần đến."
OTHER = "Đây không phải tệp BPMN 2.0."
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HEAD = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'


def entity(declared: str, used: str) -> bytes:
    return f'<!DOCTYPE definitions [{declared}]><definitions xmlns="urn:x">{used}</definitions>'.encode()


FILES = {
    "nothing": (b"", BROKEN),
    "no XML": (b"%PDF-1.7\x00\xff", BROKEN),
    "cut off": (process("")[:-20], BROKEN),
    "wrong encoding": (b'<?xml version="1.0" encoding="utf-9"?><a/>', BROKEN),
    "invalid bytes": (process("").replace("Bước".encode(), b"\xff\xfe"), BROKEN),
    "another format": (b"<html><body>BPMN</body></html>", OTHER),
    "BPMN 1": (b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', OTHER),
    "no process": (HEAD + b"</definitions>", "Tệp không có quy trình nào."),
    "a pool without content": (HEAD + b'<process id="p"/></definitions>', "Tệp không có quy trình nào."),
    "outside entity": (entity('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), DOCTYPE),
    "outside type": (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">' + process(""), DOCTYPE),
    "parameter entity": (entity('<!ENTITY % x SYSTEM "file:///etc/hosts"> %x;', ""), DOCTYPE),
    "too large": (process("") + b" " * (2 * 1024 * 1024), "Tệp lớn hơn 2 MB."),
    "too many": (HEAD + b"<process>" + b"<task/>" * 25_000 + b"</process></definitions>", "Tệp có quá nhiều phần tử."),
}


@pytest.mark.parametrize(("xml", "told"), FILES.values(), ids=FILES)
def test_file_that_is_none_is_refused_with_a_sentence(xml, told) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(xml)
    assert refusal.value.message == told


CIRCLE = '<exclusiveGateway id="g{0}"/><sequenceFlow id="h{0}" sourceRef="g{0}" targetRef="g{1}"/>'
BOMBS = {
    "entities in text": entity('<!ENTITY l0 "lol">' + LAUGHS, "&l11;"),
    "entities in an attribute": entity('<!ENTITY l0 "lol">' + LAUGHS, '<a b="&l11;"/>'),
    "one long entity": entity(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 30_000),
    "deep": HEAD + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</definitions>",
    "long name": HEAD.replace(b">", b' id="' + b"x" * 1_900_000 + b'">') + b"</definitions>",
    "many nodes": process("", more="".join(f'<task id="t{n}" name="T" />' for n in range(9_000))),
    "circles": process("", more="".join(CIRCLE.format(n, (n + 1) % 900) for n in range(900))),
}


@pytest.mark.parametrize("xml", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_at_once(xml) -> None:
    before = time.process_time()
    with pytest.raises(Unreadable):
        read(xml)
    assert time.process_time() - before < 2
