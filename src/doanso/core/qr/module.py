from django.utils.translation import gettext_lazy as _

from doanso.core.qr import queries, services
from doanso.lib.modules import MenuItem, Module
from doanso.lib.moves import Move

MODULE = Module(
    name="qr",
    label=_("QR links"),
    menu=(MenuItem(_("QR links"), "qr:index", icon="qr", permission="procedure.edit", order=80),),
    moves=(Move("qr.links", _("QR links"), queries.to_hand_over, services.hand_over, order=70),),
)
