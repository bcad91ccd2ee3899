"""Following a dossier: by its code, by its private link, as its signed-in applicant; and checking a result."""

from doanso.features.procedures.views.tracking.lost import lost, renew
from doanso.features.procedures.views.tracking.own import mine
from doanso.features.procedures.views.tracking.private import (
    file,
    paper,
    private,
    rate,
    result,
    withdraw,
    withdraw_consent,
)
from doanso.features.procedures.views.tracking.public import track, verify
from doanso.features.procedures.views.tracking.supplying import step, supplement

__all__ = [
    "file",
    "lost",
    "mine",
    "paper",
    "private",
    "rate",
    "renew",
    "result",
    "step",
    "supplement",
    "track",
    "verify",
    "withdraw",
    "withdraw_consent",
]
