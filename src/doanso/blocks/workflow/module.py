from django.utils.translation import gettext_lazy as _

from doanso.blocks.workflow import queries, services
from doanso.lib.modules import Module
from doanso.lib.moves import Move

MODULE = Module(
    "workflow",
    _("Steps"),
    moves=(
        Move("workflow.cases", _("Dossiers under way"), queries.to_hand_over, services.hand_over, services.hold, 40),
    ),
)
