from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return _text(request, "accessibility")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return _text(request, "privacy")


def _text(request: HttpRequest, name: str) -> HttpResponse:
    """Long texts are written twice, whole, instead of being translated sentence by sentence."""
    language = "en" if get_language() == "en" else "vi"
    return render(request, f"portal/{name}.{language}.html")
