import threading
from datetime import date

import pytest
from django.db import connection

from doanso.blocks.eforms import engine, queries, services
from doanso.blocks.eforms.definition import BadDefinition
from doanso.blocks.eforms.demo import definitions, load_forms
from doanso.blocks.eforms.models import Form, FormVersion
from doanso.blocks.eforms.tests.making import field, form, kinds_of_events, source


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


@pytest.mark.parametrize("text", ["\x00", "\ud800", "%", "\\", "x" * 5_000, "[T-CD]", "' OR 1=1"])
def test_odd_names_of_units_are_asked_safely(db, text):
    definition = form(field("unit", "a"))

    for reading in (
        engine.read(definition, {"a": text}, today=date(2026, 3, 4)),
        engine.check(definition, {"a": text}, today=date(2026, 3, 4)),
    ):
        assert reading.answers == {}
