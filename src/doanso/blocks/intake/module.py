from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from doanso.blocks.intake import demo, queries
from doanso.lib.modules import MenuItem, Module


class _Importing:
    """The permissions of all lists, asked when every module is there."""

    def __str__(self) -> str:
        return queries.importing_permissions() or "nothing to import"


MODULE = Module(
    "intake",
    _("Import from Excel"),
    menu=(MenuItem(_("Import from Excel"), "intake:index", icon="upload", permission=lazystr(_Importing()), order=88),),
    load_demo=demo.load,
    demo_order=95,
)
