from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.search"
    label = "search"
