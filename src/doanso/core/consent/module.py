from django.utils.translation import gettext_lazy as _

from doanso.core.consent import services
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    name="consent",
    label=_("Consent"),
    footer=(MenuItem(_("Your data and your consent"), "consent:purposes", public=True),),
    seed=services.seed,
    demo_order=20,
)
