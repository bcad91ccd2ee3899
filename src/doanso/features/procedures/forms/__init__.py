from doanso.features.procedures.forms.officers import (
    ActForm,
    ApologyForm,
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
    "BroughtForm",
    "ClientForm",
    "CommentForm",
    "CountForm",
    "FilterForm",
    "LostLinkForm",
    "PaymentForm",
    "ReasonForm",
    "WebhookForm",
    "just_forward",
]
