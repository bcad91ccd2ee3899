"""Tables that exist for one test."""

import pytest
from django.db import connection

from doanso.lib.tests.things import Thing


@pytest.fixture
def table(db):
    with connection.schema_editor() as editor:
        editor.create_model(Thing)


@pytest.fixture
def committed_table(transactional_db):
    """For tests with two connections."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)
