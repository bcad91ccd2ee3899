from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def receive(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404
