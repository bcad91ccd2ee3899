from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def guide(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def poster(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404
