from django.utils.translation import gettext_lazy as _

from doanso.core.accounts import services
from doanso.lib.modules import Module

MODULE = Module("accounts", _("Accounts"), load_demo=services.create_demo_accounts, demo_order=20)
