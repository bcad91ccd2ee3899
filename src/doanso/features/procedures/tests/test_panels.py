import pytest
from django.core.cache import cache
from tests.support import org as organisation

from doanso.features.procedures.importer import load
from doanso.features.procedures.importer.read import read
from doanso.features.procedures.tests.test_importer import NOON, source


@pytest.mark.django_db
def test_home_page_leads_to_the_procedures_most_applied_for(client) -> None:
    cache.clear()
    org = organisation.build()
    load.publish(mapped=read(source()), owner=org.desk, by=None, now=NOON)

    html = client.get("/").text

    assert 'href="/thu-tuc/9.000001/"' in html
    assert "Thường dùng" in html
