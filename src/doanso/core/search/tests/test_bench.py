import pytest

from doanso.core.search import bench
from doanso.core.search.models import Entry


@pytest.mark.django_db(transaction=True)
def test_filling_makes_pages_that_are_found_by_words_number_and_unit():
    bench.fill(25)
    found = Entry.objects.extra(where=["folded @@ %s::tsquery"], params=["'17' & '#17' & '@people'"])

    assert (Entry.objects.count(), Entry.objects.filter(source="people").count()) == (25, 12)
    assert [entry.title.split()[-1] for entry in found] == ["17"]
