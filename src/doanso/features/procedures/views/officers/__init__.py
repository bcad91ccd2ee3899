"""The officers' side: the list of dossiers, one dossier, and what can be done with it."""

from doanso.features.procedures.views.officers.acting import act, apologise, claim, close_vote, comment, vote
from doanso.features.procedures.views.officers.assigning import assign
from doanso.features.procedures.views.officers.filling_in import fill
from doanso.features.procedures.views.officers.linking import link
from doanso.features.procedures.views.officers.listing import bulk, export, index, register
from doanso.features.procedures.views.officers.page import dossier, file, make_paper, paper, result, word
from doanso.features.procedures.views.officers.supplementing import restate, supplement
from doanso.features.procedures.views.officers.waiting import ask_payment, give_up, paid

__all__ = [
    "act",
    "apologise",
    "ask_payment",
    "assign",
    "bulk",
    "claim",
    "close_vote",
    "comment",
    "dossier",
    "export",
    "file",
    "fill",
    "give_up",
    "index",
    "link",
    "make_paper",
    "paid",
    "paper",
    "register",
    "restate",
    "result",
    "supplement",
    "vote",
    "word",
]
