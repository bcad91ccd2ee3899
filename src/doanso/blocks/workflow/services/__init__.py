"""Everything that changes a flow or a case. Callers import this package alone."""

from doanso.blocks.workflow.services.cases import Outcome, act, resume, start, withdraw
from doanso.blocks.workflow.services.clearing import clear
from doanso.blocks.workflow.services.clock import recompute, sweep
from doanso.blocks.workflow.services.flows import define
from doanso.blocks.workflow.services.handing_over import hand_over, hold
from doanso.blocks.workflow.services.moving import move, move_back, preview
from doanso.blocks.workflow.services.standing_in import give_anew
from doanso.blocks.workflow.services.voting import close_vote, vote
from doanso.blocks.workflow.services.waiting import give_up, wait
from doanso.blocks.workflow.services.work import INBOX, assign, claim, comment, give_back, release, take

__all__ = [
    "INBOX",
    "Outcome",
    "act",
    "assign",
    "claim",
    "clear",
    "close_vote",
    "comment",
    "define",
    "give_anew",
    "give_back",
    "give_up",
    "hand_over",
    "hold",
    "move",
    "move_back",
    "preview",
    "recompute",
    "release",
    "resume",
    "start",
    "sweep",
    "take",
    "vote",
    "wait",
    "withdraw",
]
