import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_cache_gives_back_what_was_set():
    cache.set("a", {"tên": ["Đoàn", 1, None]})
    assert cache.get("a") == {"tên": ["Đoàn", 1, None]}
    assert cache.get("b", "default") == "default"
    assert cache.get_many(["a", "b"]) == {"a": {"tên": ["Đoàn", 1, None]}}


def test_cache_forgets_what_expired():
    cache.set("a", 1, timeout=0)
    assert cache.get("a") is None
    assert "a" not in cache
    cache.set("a", 1, timeout=None)
    assert cache.get("a") == 1


def test_cache_add_keeps_what_is_there_and_replaces_what_expired():
    assert cache.add("a", 1) is True
    assert cache.add("a", 2) is False
    assert cache.get("a") == 1
    cache.set("a", 1, timeout=0)
    assert cache.add("a", 3) is True
    assert cache.get("a") == 3


def test_cache_deletes_and_touches():
    cache.set_many({"a": 1, "b": 2, "c": 3})
    assert cache.delete("a") is True
    assert cache.delete("a") is False
    cache.delete_many(["b"])
    assert cache.get_many("abc") == {"c": 3}
    assert cache.touch("c", 0) is True
    assert cache.touch("c", 10) is False


def test_cache_cull_removes_only_what_expired(django_assert_num_queries):
    cache.set("old", 1, timeout=0)
    cache.set("new", 1)
    cache.cull()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(":1:new",)]


def test_cache_refuses_what_is_not_json():
    with pytest.raises(TypeError):
        cache.set("a", object())


def test_cache_incr_of_a_missing_or_expired_counter_is_an_error():
    cache.set("old", 1, timeout=0)
    for key in ("none", "old"):
        with pytest.raises(ValueError):
            cache.incr(key)


@pytest.mark.django_db(transaction=True)
def test_cache_incr_loses_no_count_between_threads():
    cache.set("count", 0)

    def count() -> None:
        for _ in range(25):
            cache.incr("count", 2)
        connections.close_all()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.get("count") == 4 * 25 * 2
    cache.clear()


def test_cache_counts_in_one_statement_and_begins_anew_when_its_time_is_over():
    with CaptureQueriesContext(connection) as asked:
        assert [cache.count("tries", timeout=60) for _again in range(3)] == [1, 2, 3]
    assert len(asked) == 3
    cache.set("tries", 9, timeout=-1)
    assert [cache.count("tries", timeout=60), cache.get("tries")] == [1, 1]
