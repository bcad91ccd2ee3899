from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def bulk(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def register(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def dossier(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def act(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def claim(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def vote(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def close_vote(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def comment(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def apologise(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def paper(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def make_paper(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def result(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def file(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404
