from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.features.contests"
    label = "contests"
