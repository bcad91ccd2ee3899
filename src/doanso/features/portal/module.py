from django.utils.translation import gettext_lazy as _

from doanso.lib.modules import MenuItem, Module

MODULE = Module(
    "portal",
    _("Home"),
    menu=(MenuItem(_("Home"), "portal:home", icon="home", public=True, order=0),),
    footer=(
        MenuItem(_("Accessibility"), "portal:accessibility", public=True),
        MenuItem(_("Privacy"), "portal:privacy", public=True),
        MenuItem(_("Interface for programs (API)"), "api:openapi-json", public=True),
    ),
)
