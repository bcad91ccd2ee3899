"""What is no BPMN, or wants to do harm: refused with a sentence, quickly, and without looking anywhere else."""

import copy
import json
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from doanso.blocks.workflow.bpmn import Unreadable, read, write
from doanso.blocks.workflow.definition import DefinitionError, load
from doanso.blocks.workflow.tests import bpmn_samples as samples
from doanso.blocks.workflow.tests.bpmn_samples import process
from doanso.blocks.workflow.tests.test_bpmn_running import EVERYTHING
from doanso.core.units import services as units

BROKEN = "Tệp XML bị hỏng, không đọc được."
DOCTYPE = "Tệp có khai báo kiểu tài liệu (DOCTYPE), điều mà tệp BPMN không cần đến."
OTHER = "Đây không phải tệp BPMN 2.0."
SOUND = ["ours", *(text.encode() for text in samples.ALL.values())]
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
    "no step": (
        HEAD + b'<process><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
        b"</process></definitions>",
        "Quy trình chưa có bước nào.",
    ),
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


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False), sample=st.integers(0, len(SOUND) - 1))
def test_file_that_was_tampered_with_is_read_or_refused(chance, sample) -> None:
    """Never an error of another kind, and what is read can be stored."""
    units.seed_roles()
    root = etree.fromstring(SOUND[sample] if sample else write(EVERYTHING, code="X", name="Tên"))
    for _turn in range(chance.randint(1, 4)):
        tamper(chance, [root, *root.iterdescendants()])
    with suppress(Unreadable):
        found = read(etree.tostring(root))
        assert found.flow == json.loads(json.dumps(found.flow))
        with suppress(DefinitionError):
            load(found.flow)


def tamper(chance, elements) -> None:
    """Take an element or attribute away, double it, exchange it, or spoil what is written in it."""
    one, other = chance.choice(elements), chance.choice(elements)
    keys = list(one.attrib)
    match chance.randrange(6):
        case 0 if one.getparent() is not None:
            one.getparent().remove(one)
        case 1 if one.getparent() is not None:
            one.getparent().append(copy.deepcopy(one))
        case 2 if keys:
            del one.attrib[chance.choice(keys)]
        case 3 if keys:
            one.set(chance.choice(keys), chance.choice(list(other.attrib.values()) or ["x"]))
        case 4:
            one.tag = other.tag
        case _ if one.text:
            spoiled = list(one.text)
            spoiled[chance.randrange(len(spoiled))] = chance.choice('0[]{}",:x-')
            one.text = "".join(spoiled)
