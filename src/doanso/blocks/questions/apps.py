from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.blocks.questions"
    label = "questions"
