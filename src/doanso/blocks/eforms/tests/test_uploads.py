"""Files in forms: stored at once, refused when they lie, kept once somebody claims them."""

import base64
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doanso.blocks.eforms import engine, queries, services
from doanso.blocks.eforms.kinds.files import sign
from doanso.blocks.eforms.tests.making import PDF, field, form, source
from doanso.blocks.eforms.tokens import Ticket
from doanso.core.files.models import File
from doanso.lib.errors import Refused

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7"
    "35819b0000000049454e44ae426082"
)


def upload(name: str = "don.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(definition, data, files, now):
    store = partial(services.keep_file, by=None, now=now)
    return engine.read(definition, data, files, today=date(2026, 3, 4), store=store)


def test_an_upload_is_stored_at_once_and_survives_a_failing_post(db, now):
    definition = form(field("file", "a"), field("text", "b", required=True))

    reading = read(definition, {}, {"a": [upload()]}, now)

    assert list(reading.errors) == ["b"]
    assert [ref["name"] for ref in reading.answers["a"]] == ["don.pdf"]
    assert File.objects.get().token == reading.answers["a"][0]["token"]


def test_a_file_that_lies_about_its_type_is_refused_and_the_rest_stays(db, now):
    definition = form(field("photo", "a"), field("text", "b"))

    reading = read(definition, {"b": "giữ lại"}, {"a": [upload("anh.png", PDF)]}, now)

    assert list(reading.errors) == ["a"]
    assert (reading.answers, File.objects.count()) == ({"b": "giữ lại"}, 0)


def test_a_file_larger_than_the_form_says_is_refused(db, now):
    definition = form(field("file", "a", max_mb=1))

    reading = read(definition, {}, {"a": [upload(content=PDF + b"x" * 1_100_000)]}, now)

    assert reading.errors == {"a": ["Tệp “don.pdf” lớn hơn 1 MB."]}


def test_a_new_single_file_takes_the_place_of_the_old_one(db, now):
    definition = form(field("file", "a"))
    first = read(definition, {}, {"a": [upload("cu.pdf")]}, now).answers["a"][0]

    reading = read(definition, {"a.kept": sign(first)}, {"a": [upload("moi.pdf")]}, now)

    assert [ref["name"] for ref in reading.answers["a"]] == ["moi.pdf"]


def test_too_many_files_are_refused_one_by_one(db, now):
    definition = form(field("file", "a", max_files=2))

    reading = read(definition, {}, {"a": [upload(f"{n}.pdf") for n in range(3)]}, now)

    assert (reading.errors, File.objects.count()) == ({"a": ["Tối đa 2 tệp."]}, 2)


def test_a_drawn_signature_is_stored_as_a_picture(db, now):
    definition = form(field("signature", "a", required=True))
    drawn = "data:image/png;base64," + base64.b64encode(PNG).decode()

    reading = read(definition, {"a.drawn": drawn}, {}, now)

    assert (reading.errors, reading.answers["a"]["file"]["type"]) == ({}, "image/png")
    assert "a.drawn" not in reading.raw


@pytest.mark.parametrize("drawn", ["data:image/png;base64,@@@", "data:text/html;base64,PGI+", "x" * 500_000])
def test_a_broken_drawing_is_told_and_nothing_stored(db, now, drawn):
    reading = read(form(field("signature", "a")), {"a.drawn": drawn}, {}, now)

    assert (list(reading.errors), File.objects.count()) == (["a"], 0)


def test_claimed_files_outlive_the_purge(db, now):
    definition = form(field("file", "a"), field("file", "b"))
    old = now - timedelta(days=40)
    reading = read(definition, {}, {"a": [upload()], "b": [upload("khac.pdf", PDF + b"2")]}, old)

    kept = services.claim_files([reading.answers["a"][0]["token"]])
    services.purge_expired(now=now)

    assert list(File.objects.all()) == kept
    assert [file.purpose for file in File.objects.all()] == [services.CLAIMED]


def test_files_of_a_draft_that_goes_on_outlive_the_purge(db, now):
    """Chosen forty days ago; the draft was opened and kept again twenty days ago."""
    table = field("table", "t", columns=[field("text", "ten"), field("file", "tep")])
    asked = source(field("file", "a"), field("signature", "b"), table)
    version = services.define(code="T-1", name="Lâu", definition=asked, by=None, now=now)
    definition, old = queries.definition(version.pk), now - timedelta(days=40)
    drawn = "data:image/png;base64," + base64.b64encode(PNG).decode()
    typed = {"b.drawn": drawn, "t.rows": "1", "t.0.ten": "An"}
    reading = read(definition, typed, {"a": [upload()], "t.0.tep": [upload("an.pdf", PDF + b"3")]}, old)
    read(definition, {}, {"a": [upload("roi.pdf", PDF + b"2")]}, old)  # and went away
    ticket = Ticket.new(version.pk)
    for day in (old, now - timedelta(days=20)):
        services.save_draft(ticket=ticket, raw=reading.raw, page=0, by=None, now=day)

    services.purge_expired(now=now)

    assert len(services.claim_files(reading.file_tokens(definition))) == 3
    assert File.objects.count() == 3


def test_what_was_erased_is_not_taken_for_handed_in(db, now):
    reading = read(form(field("file", "a")), {}, {"a": [upload()]}, now - timedelta(days=40))
    services.purge_expired(now=now)

    with pytest.raises(Refused, match="chọn lại"):
        services.claim_files([reading.answers["a"][0]["token"]])
