from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.core.search import services, sources
from doanso.lib.modules import MenuItem, Module, SearchSource


def load_demo(now: datetime) -> None:
    """The last of all: whatever the other modules loaded in bulk becomes findable."""
    services.rebuild_all(now=now)


MODULE = Module(
    "search",
    _("Search"),
    menu=(MenuItem(_("Search"), "search:index", icon="search", public=True, order=80),),
    search=(
        SearchSource("units", _("Units"), sources.unit_documents, sources.all_visible),
        SearchSource(
            "people",
            _("People"),
            sources.person_documents,
            sources.visible_people,
            signed_in_only=True,
            reach=sources.reach_of_people,
        ),
    ),
    load_demo=load_demo,
    demo_order=1000,
)
