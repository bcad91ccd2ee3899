from datetime import datetime, timedelta

import pytest
from django.db import connection

from doanso.lib.dates import VN
from doanso.lib.listed import moment, moments, numbers

AT = datetime(2026, 11, 18, 14, 59, 59, 900_000, tzinfo=VN)


@pytest.mark.django_db
def test_database_reads_what_was_joined_and_gives_it_back():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, floor(extract(epoch from to_timestamp(due)))::bigint FROM "
            "unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',', '')::bigint[]) AS fresh(id, due)",
            [numbers([7, 8]), moments([AT, None])],
        )
        (first, due), (second, none) = cursor.fetchall()

    assert (first, second, none) == (7, 8, None)
    assert moment(due) == AT - timedelta(microseconds=900_000)  # never the next minute
    assert (numbers([]), moments([])) == ("", "")
