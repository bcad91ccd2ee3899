"""One row for everything that can be found. Python cuts the words (see `words.py`), never PostgreSQL's own parser."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Entry(models.Model):
    """`source` names a `SearchSource` of some module's manifest, `key` the row in it."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey("units.Unit", models.SET_NULL, null=True, related_name="+")
    weight = models.FloatField(default=1)
    exact = SearchVectorField()
    folded = SearchVectorField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="search_entry_once")]
        indexes = [
            # fastupdate off: a reader never pays for what writers left in a pending list
            GinIndex(fields=["exact"], name="search_exact", fastupdate=False),
            GinIndex(fields=["folded"], name="search_folded", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title
