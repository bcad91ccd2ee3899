from django.utils.translation import gettext_lazy as _

from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    name="qr",
    label=_("QR links"),
    menu=(MenuItem(_("QR links"), "qr:index", icon="qr", permission="procedure.edit", order=80),),
)
