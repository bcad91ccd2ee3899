from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "doanso.features.contests"
    label = "contests"

    def ready(self) -> None:
        from doanso.core.qr import purposes  # its words need the apps

        purposes.register("contest", _("Contest"), ("/cuoc-thi/",))
