from doanso.features.procedures.models.archiving import Destruction, DestructionItem
from doanso.features.procedures.models.authoring import DraftEdit, DraftState, ProcedureDraft
from doanso.features.procedures.models.campaigns import WritingCall, WritingShare
from doanso.features.procedures.models.catalogue import Kind, Procedure, Version
from doanso.features.procedures.models.clients import Client, Delivery
from doanso.features.procedures.models.dossiers import (
    AppliedEffect,
    Channel,
    CodeCounter,
    Dossier,
    Filing,
    Paper,
    PaperKind,
    Rating,
    Result,
    Status,
)
from doanso.features.procedures.models.identity import IdentityCheck
from doanso.features.procedures.models.moving import MoveBatch, MoveItem

__all__ = [
    "AppliedEffect",
    "Channel",
    "Client",
    "CodeCounter",
    "Delivery",
    "Destruction",
    "DestructionItem",
    "Dossier",
    "DraftEdit",
    "DraftState",
    "Filing",
    "IdentityCheck",
    "Kind",
    "MoveBatch",
    "MoveItem",
    "Paper",
    "PaperKind",
    "Procedure",
    "ProcedureDraft",
    "Rating",
    "Result",
    "Status",
    "Version",
    "WritingCall",
    "WritingShare",
]
