from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.search"
    label = "search"

    def ready(self) -> None:
        import_module("doanso.core.search.receivers")
