from django.utils.translation import gettext_lazy as _

from doanso.core.consent import effects, personal, services
from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    name="consent",
    label=_("Consent"),
    footer=(MenuItem(_("Your data and your consent"), "consent:purposes", public=True),),
    holdings=personal.HOLDINGS,
    effects=effects.EFFECTS,
    seed=services.seed,
    demo_order=20,
)
