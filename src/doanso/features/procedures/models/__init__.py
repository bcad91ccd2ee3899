from doanso.features.procedures.models.catalogue import Kind, Procedure, Version
from doanso.features.procedures.models.clients import Client, Delivery
from doanso.features.procedures.models.dossiers import (
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

__all__ = [
    "Channel",
    "Client",
    "CodeCounter",
    "Delivery",
    "Dossier",
    "Filing",
    "Kind",
    "Paper",
    "PaperKind",
    "Procedure",
    "Rating",
    "Result",
    "Status",
    "Version",
]
