from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.ui"
    label = "ui"
