from django.utils.translation import gettext_lazy as _

from doanso.lib.modules import Module

MODULE = Module("questions", _("Question bank"))
