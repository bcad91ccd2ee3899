from django.utils.translation import gettext_lazy as _

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.services import renaming
from doanso.lib.merging import Naming
from doanso.lib.modules import Module, Taking
from doanso.lib.moves import Move

MODULE = Module(
    "workflow",
    _("Steps"),
    takings={services.INBOX: Taking(services.take, services.give_back)},
    moves=(
        Move("workflow.cases", _("Dossiers under way"), queries.to_hand_over, services.hand_over, services.hold, 40),
    ),
    namings=(
        Naming("workflow.steps", _("Steps given by name"), renaming.steps_of, renaming.rename_in_steps),
        Naming("workflow.cases", _("Dossiers under way"), renaming.cases_of, renaming.rename_in_cases),
    ),
)
