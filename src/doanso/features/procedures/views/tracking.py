from django.http import Http404, HttpRequest, HttpResponse


def track(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def mine(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def private(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def supplement(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def withdraw(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def rate(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def paper(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def result(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def step(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def file(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404


def verify(request: HttpRequest, **parts: str) -> HttpResponse:
    raise Http404
