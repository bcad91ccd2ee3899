import threading
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from doanso.blocks.eforms import engine, queries, services
from doanso.blocks.eforms.definition import BadDefinition
from doanso.blocks.eforms.demo import definitions, load_forms
from doanso.blocks.eforms.models import Draft, Form, FormVersion
from doanso.blocks.eforms.tests.making import field, form, source
from doanso.blocks.eforms.tokens import Ticket, token_hash
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.files.models import File
from doanso.lib.errors import Forbidden, Refused

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7"
    "35819b0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.CLAMD = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def version(db, now) -> FormVersion:
    return services.define(code="T-1", name="Thử", definition=source(field("text")), by=None, now=now)


def save(ticket: Ticket, now, raw=None, by=None, page=0) -> Draft:
    return services.save_draft(ticket=ticket, raw=raw or {"a": "x"}, page=page, by=by, now=now)


def kinds_of_events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="eforms.").order_by("pk").values_list("kind", flat=True))


def test_define_numbers_versions_and_audits_each(version, now):
    second = services.define(code="T-1", name="Thử", definition=source(field("date")), by=None, now=now)

    assert (version.number, second.number, second.form) == (1, 2, version.form)
    assert kinds_of_events() == ["eforms.defined", "eforms.defined"]


def test_define_again_without_a_change_is_the_same_version(version, now):
    turned = dict(reversed(source(field("text")).items()))

    assert services.define(code="T-1", name="Tên mới", definition=turned, by=None, now=now) == version
    assert Form.objects.get().name == "Tên mới"


def test_define_back_to_an_older_text_is_a_new_version(version, now):
    services.define(code="T-1", name="Thử", definition=source(field("date")), by=None, now=now)

    assert services.define(code="T-1", name="Thử", definition=source(field("text")), by=None, now=now).number == 3


def test_define_refuses_what_is_no_form(db, now):
    with pytest.raises(BadDefinition):
        services.define(code="T-1", name="Thử", definition=source(field("choice")), by=None, now=now)
    assert Form.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_define_by_two_at_once_makes_one_version(now):
    barrier = threading.Barrier(4)
    numbers = []

    def work() -> None:
        barrier.wait()
        numbers.append(
            services.define(code="T-1", name="Thử", definition=source(field("text")), by=None, now=now).number
        )
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (numbers, FormVersion.objects.count()) == ([1, 1, 1, 1], 1)


def test_latest_and_source_follow_the_newest(version, now):
    second = services.define(code="T-1", name="Thử", definition=source(field("date")), by=None, now=now)

    assert (queries.latest("T-1"), queries.source("T-1")) == (second, second.definition)
    assert queries.version(version.pk) == version
    with pytest.raises(FormVersion.DoesNotExist):
        queries.source("nobody")


def test_a_definition_is_compiled_once(version, django_assert_num_queries):
    first = queries.definition(version.pk)

    with django_assert_num_queries(0):
        assert queries.definition(version.pk) is first


def test_demo_forms_load_twice_into_the_same_versions(db, now):
    first = load_forms(by=None, now=now)

    assert load_forms(by=None, now=now) == first
    assert sorted(first) == sorted(definitions())


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
    from doanso.blocks.eforms.kinds.files import sign

    definition = form(field("file", "a"))
    first = read(definition, {}, {"a": [upload("cu.pdf")]}, now).answers["a"][0]

    reading = read(definition, {"a.kept": sign(first)}, {"a": [upload("moi.pdf")]}, now)

    assert [ref["name"] for ref in reading.answers["a"]] == ["moi.pdf"]


def test_too_many_files_are_refused_one_by_one(db, now):
    definition = form(field("file", "a", max_files=2))

    reading = read(definition, {}, {"a": [upload(f"{n}.pdf") for n in range(3)]}, now)

    assert (reading.errors, File.objects.count()) == ({"a": ["Tối đa 2 tệp."]}, 2)


def test_a_drawn_signature_is_stored_as_a_picture(db, now):
    import base64

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


@pytest.mark.parametrize("text", ["\x00", "\ud800", "%", "\\", "x" * 5_000, "[T-CD]", "' OR 1=1"])
def test_odd_names_of_units_are_asked_safely(db, text):
    definition = form(field("unit", "a"))

    for reading in (
        engine.read(definition, {"a": text}, today=date(2026, 3, 4)),
        engine.check(definition, {"a": text}, today=date(2026, 3, 4)),
    ):
        assert reading.answers == {}
