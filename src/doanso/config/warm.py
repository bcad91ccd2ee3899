"""What the first page would make for itself, made before processes fork: they share it, and no visitor waits for it."""

from django.apps import apps
from django.template.loader import get_template
from django.urls import reverse


def up() -> None:
    """All views with their addresses, the tags of templates, and what models know of each other."""
    reverse("portal:home")
    get_template("ui/page.html")
    for model in apps.get_models():
        model._meta.get_fields()
