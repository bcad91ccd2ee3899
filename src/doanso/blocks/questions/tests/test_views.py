"""Walks without JavaScript, and who gets where."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON

from doanso.blocks.questions import services
from doanso.blocks.questions.models import Batch, Question, State
from doanso.blocks.questions.services import banks
from doanso.blocks.questions.services.trials import Told
from doanso.blocks.questions.tests.support import MP3, PNG, accepted, small
from doanso.core.accounts.models import User
from doanso.core.audit.models import Event

pytestmark = pytest.mark.django_db
MOODLE = Path(__file__).parent / "files/moodle.xml"


def browser(person) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    client.force_login(user)
    return client


def test_a_question_goes_from_the_author_to_the_second_person():
    o = small()
    author, reviewer, bank = browser(o.author), browser(o.reviewer), o.bank.get_absolute_url()
    rows = {"option": ["Hà Nội", "", "Huế", "Vinh"], "key": ["", "", "", ""], "right": "0"}
    told = rows | {"text": "Thủ đô?", "difficulty": "1", "topic": o.topic.pk}
    grown = author.post(bank + "them/?dang=mot", told | {"more": "1"})
    assert (grown.status_code, grown.content.decode().count('name="option"')) == (200, 6)
    assert not Question.objects.exists()
    wrong = author.post(bank + "them/?dang=mot", told | {"right": "1"})
    assert (wrong.status_code, "Hãy đánh dấu đáp án đúng." in wrong.content.decode()) == (422, True)
    author.post(bank + "them/?dang=mot", told)
    question = Question.objects.get()
    assert (question.answer, [one["text"] for one in question.body["options"]]) == (
        {"right": "A"},
        ["Hà Nội", "Huế", "Vinh"],
    )
    author.post(bank + "gui-duyet/", {"cau": question.code})
    page = question.get_absolute_url()
    assert author.post(page + "duyet/", {"verdict": "duyet", "seen": 1}).status_code == 403
    reviewer.post(page + "duyet/", {"verdict": "tra_lai", "seen": 1, "note": "Thiếu nguồn"})
    changed = told | {"key": ["A", "", "B", "C"], "source": "Hiến pháp 2013", "seen": 1}
    assert author.post(page + "sua/", changed).status_code == 302
    author.post(page + "gui-duyet/")
    assert reviewer.post(bank + "duyet/", {"cau": f"{question.code}:1"}).status_code == 409
    assert reviewer.post(bank + "duyet/", {"cau": f"{question.code}:2"}).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.version, question.reviewer) == (State.ACCEPTED, 2, o.reviewer)
    assert reviewer.get(bank + "?q=thu+do&trang_thai=da_duyet").content.decode().count('class="code">C001') == 1


def test_the_key_of_what_is_asked_leaves_no_page_without_a_reason():
    o = small()
    question = accepted(o, explanation="Vì lịch sử", source="Văn kiện")
    told = Told(question.pk, 1, 100, 90, 0.05, 0.0, {"A": 60, "B": 30})
    services.record_trials([told], place="thi:0", label="Đợt 0", now=timezone.now())
    client, page, bank = browser(o.secretary), question.get_absolute_url(), o.bank.get_absolute_url()
    secrets = ("<strong>B. 1931</strong>", "Vì lịch sử", "Văn kiện", "B. 1931: 30")
    assert [text in client.get(page).content.decode() for text in secrets] == [True] * 4
    assert question.code in client.get(bank + "can-xem-lai/").content.decode()
    until = timezone.now() + timedelta(hours=1)
    services.lock([question.pk], place="thi:1", label="Đợt 1", until=until, now=timezone.now())
    assert [text in client.get(page).content.decode() for text in secrets] == [False] * 4
    assert question.code not in client.get(bank + "can-xem-lai/").content.decode()
    assert client.get(page + "sua/").status_code == 409
    assert client.post(bank + "xuat/xlsx/").status_code == 409
    assert client.post(page + "dap-an/", {"reason": "tò mò"}).status_code == 409
    shown = client.post(page + "dap-an/", {"reason": "Người dự thi báo câu sai"})
    assert secrets[0] in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.filter(kind="questions.key_read", actor=o.secretary).count() == 1
    assert browser(o.author).post(page + "dap-an/", {"reason": "Người dự thi báo câu sai"}).status_code == 403


def test_a_file_is_looked_at_and_then_taken_over():
    o = small()
    accepted(o, "Xếp theo thời gian")
    client, bank = browser(o.author), o.bank.get_absolute_url()
    sent = client.post(bank + "nhap/", {"file": SimpleUploadedFile("ngân hàng.xml", MOODLE.read_bytes())})
    batch = Batch.objects.get()
    assert (sent.status_code, Question.objects.count()) == (302, 1)
    page = client.get(sent.url).content.decode()
    assert (page.count('name="cau"'), page.count("Câu tự luận cần người chấm")) == (6, 1)
    assert browser(o.reviewer).get(sent.url).status_code == 404
    pictures = re.findall(r'src="(/ngan-hang-cau-hoi/[^"]+)" alt="([^"]*)"', page)
    assert [words for _source, words in pictures] == ["Lá cờ Đoàn"]
    assert b"".join(client.get(pictures[0][0])).startswith(b"\x89PNG")
    assert browser(o.reviewer).get(pictures[0][0]).status_code == 404
    assert client.get(f"{sent.url}tep/1/h1/").status_code == 404
    assert client.post(sent.url + "lay/", {"cau": ["x"]}).status_code == 409
    assert client.post(sent.url + "lay/", {"cau": ["0", "1", "6", "10"]}).status_code == 302
    made = Question.objects.exclude(state=State.ACCEPTED)
    assert list(made.order_by("pk").values_list("code", "state", "topic__name")) == [
        ("LS-01", "nhap", "Lịch sử Đoàn"),
        ("C002", "nhap", "Lịch sử Đoàn"),
    ]
    picture = client.get(made.get(code="LS-01").get_absolute_url() + "hinh/h1/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    batch.refresh_from_db()
    assert "answer" not in str(batch.rows)
    assert client.get(pictures[0][0]).status_code == 404
    assert client.post(sent.url + "lay/", {"cau": ["1"]}).status_code == 409
    again = client.post(bank + "nhap/", {"file": SimpleUploadedFile("lần hai.xml", MOODLE.read_bytes())})
    assert client.get(again.url).content.decode().count("Đã có</span>") == 2
    assert client.post(again.url + "bo/").status_code == 302
    assert client.post(bank + "xuat/moodle/").content.count(b"<question ") == 4
    refused = client.post(bank + "nhap/", {"file": SimpleUploadedFile("ảnh.png", b"\x89PNG\r\n\x1a\n\xff")})
    assert refused.status_code == 409


def test_pictures_have_words_and_belong_to_their_question():
    o = small()
    question, client = accepted(o), browser(o.author)
    page = question.get_absolute_url()
    told = {"place": "B", "words": "Lá cờ Đoàn"}
    assert client.post(page + "hinh/", {"picture": SimpleUploadedFile("cờ.png", PNG)}).status_code == 422
    assert client.post(page + "hinh/", told | {"picture": SimpleUploadedFile("cờ.png", b"<svg/>")}).status_code == 409
    assert client.post(page + "hinh/", told | {"picture": SimpleUploadedFile("cờ.png", PNG)}).status_code == 302
    question.refresh_from_db()
    assert (question.body["options"][1]["media"], question.state, question.version) == ("h1", State.DRAFT, 2)
    assert 'alt="Lá cờ Đoàn"' in client.get(page).content.decode()
    assert client.post(page + "bo-hinh/", {"place": "B"}).status_code == 302
    assert client.get(page + "hinh/h1/").status_code == 404


def test_a_sound_is_played_with_its_words_beside_it():
    o = small()
    question, client = accepted(o), browser(o.author)
    page, told = question.get_absolute_url(), {"place": "", "words": "Bài hát của Đoàn"}
    film = SimpleUploadedFile("phim.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0" + b"hdlr" + bytes(8) + b"vide")
    assert client.post(page + "hinh/", told | {"picture": film}).status_code == 409
    assert client.post(page + "hinh/", told | {"picture": SimpleUploadedFile("hát.mp3", MP3)}).status_code == 302
    text = client.get(page).content.decode()
    assert f'preload="none" src="{page}hinh/h1/" aria-label="Bài hát của Đoàn"></audio>' in text
    assert text.count("Bài hát của Đoàn</span>") == 2  # for who cannot hear it, and where it is taken away
    part = client.get(page + "hinh/h1/", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part["Content-Type"], b"".join(part)) == (206, "audio/mpeg", b"ID3\x04")


def test_topics_are_renamed_and_joined():
    o = small()
    asked = accepted(o, topic=o.topic)
    other = banks.add_topic(bank=o.bank, name="Các kỳ đại hội", by=o.author, now=NOON)
    client, edit = browser(o.author), o.bank.get_absolute_url() + "sua/"
    page = f"{o.bank.get_absolute_url()}chu-de/{o.topic.code}/"
    assert client.post(page, {"topic": "các kỳ ĐẠI HỘI"}).status_code == 409
    assert client.post(page, {"topic": "Ngày thành lập"}).status_code == 302
    assert "Ngày thành lập</a> <span" in client.get(edit).content.decode()
    assert client.post(page, {"into": o.topic.pk}).status_code == 422
    assert browser(o.neighbour_writer).post(page, {"into": other.pk}).status_code == 404
    assert browser(o.member).post(page, {"into": other.pk}).status_code == 404
    joined = client.post(page, {"into": other.pk}, follow=True).content.decode()
    assert "Đã chuyển 1 câu hỏi sang chủ đề “Các kỳ đại hội”." in joined
    asked.refresh_from_db()
    assert (asked.topic, asked.state, asked.version) == (other, State.ACCEPTED, 1)
    assert list(o.bank.topics.values_list("name", flat=True)) == ["Các kỳ đại hội"]
    trail = Event.objects.filter(kind__in=("questions.topic_renamed", "questions.topics_joined")).order_by("pk")
    assert [event.data for event in trail] == [
        {"from": "Thành lập", "to": "Ngày thành lập"},
        {"topic": "Ngày thành lập", "into": "Các kỳ đại hội", "questions": 1},
    ]


def test_nobody_else_gets_in():
    o = small()
    question = accepted(o)
    page, bank = question.get_absolute_url(), o.bank.get_absolute_url()
    reads = [bank, bank + "sua/", bank + "them/", bank + "cho-duyet/", bank + "can-xem-lai/", bank + "nhap/"]
    reads += [bank + "nhap/mau.xlsx", bank + "xuat/", page, page + "sua/"]
    writes = [bank + "gui-duyet/", bank + "duyet/", bank + "xuat/gift/", page + "gui-duyet/", page + "duyet/"]
    writes += [page + "thoi-dung/", page + "dung-lai/", page + "dap-an/", page + "hinh/", page + "bo-hinh/"]
    for person in (o.neighbour_writer, o.stranger):
        client = browser(person)
        assert {client.get(address).status_code for address in reads} == {404}
        assert {client.post(address, {"seen": 1, "verdict": "duyet"}).status_code for address in writes} == {404}
    assert {Client().get(address).status_code for address in reads} == {302}
    assert browser(o.member).get("/ngan-hang-cau-hoi/").status_code == 403


def test_nonsense_is_answered_in_words():
    o = small()
    question, client, bank = accepted(o), browser(o.author), o.bank.get_absolute_url()
    page = question.get_absolute_url()
    nul = {"q": "\0", "chu_de": "\0", "trang_thai": "lạ", "page": "-1"}
    assert client.get(bank, nul).status_code == 200
    assert client.get(bank + "them/?dang=la").status_code == 404
    assert client.post(page + "sua/", {"text": "a\0b", "seen": "x", "option": ["\0"], "right": "9"}).status_code == 422
    assert client.post(page + "duyet/", {"seen": "9" * 20}).status_code == 422
    assert client.post(bank + "xuat/la/").status_code == 404
    for kind, more in (
        ("so", {"value": "1.234"}),
        ("so", {"value": "abc"}),
        ("ngan", {"accepted": " "}),
        ("dung_sai", {}),
    ):
        assert client.post(bank + f"them/?dang={kind}", {"text": "Hỏi?", "difficulty": "2"} | more).status_code == 422
    assert client.post(bank + "them/?dang=so", {"text": "Hỏi?", "difficulty": "2", "value": "3,5"}).status_code == 302
    assert Question.objects.latest("pk").answer == {"value": "3.5", "tolerance": "0"}
    assert BytesIO(client.get(bank + "nhap/mau.xlsx").content).read(2) == b"PK"


def test_a_preview_names_the_family_of_formats_and_what_a_number_may_miss():
    o = small()
    data = (MOODLE.parent / "programs" / "citolab-qti-convert-3.zip").read_bytes()
    client = browser(o.author)
    sent = client.post(f"{o.bank.get_absolute_url()}nhap/", {"file": SimpleUploadedFile("de.zip", data)})
    page = client.get(sent.url).content.decode()

    assert '<p class="lead">QTI · ' in page
    assert "3,14 ± 0,01" in page
