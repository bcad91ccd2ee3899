from doanso.features.procedures.forms.identity import HandOverForm, IdentityForm
from doanso.features.procedures.forms.officers import (
    ActForm,
    ApologyForm,
    AssignForm,
    BroughtForm,
    ClientForm,
    CommentForm,
    CountForm,
    FilterForm,
    LostLinkForm,
    PaymentForm,
    ReasonForm,
    WebhookForm,
    just_forward,
)

__all__ = [
    "ActForm",
    "ApologyForm",
    "AssignForm",
    "BroughtForm",
    "ClientForm",
    "CommentForm",
    "CountForm",
    "FilterForm",
    "HandOverForm",
    "IdentityForm",
    "LostLinkForm",
    "PaymentForm",
    "ReasonForm",
    "WebhookForm",
    "just_forward",
]
