from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.inbox"
    label = "inbox"
