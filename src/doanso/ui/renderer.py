"""Forms as Django draws them, but that the options of a list say in which language they are."""

from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.forms import renderers


class Renderer(renderers.DjangoTemplates):
    """`ui/templates/django/forms/` goes before Django's own templates."""

    @cached_property
    def engine(self) -> Any:
        places = [Path(__file__).parent / "templates", Path(forms.__file__).parent / "templates"]
        options = {"builtins": ["doanso.ui.templatetags.ui"]}
        return self.backend({"NAME": "djangoforms", "APP_DIRS": True, "DIRS": places, "OPTIONS": options})
