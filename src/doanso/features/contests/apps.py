from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "doanso.features.contests"
    label = "contests"

    def ready(self) -> None:
        from doanso.blocks.questions import signals as bank  # models need the apps
        from doanso.core.consent import signals as consent  # models need the apps
        from doanso.core.qr import purposes  # models need the apps
        from doanso.features.contests import receivers  # models need the apps

        consent.withdrawn.connect(receivers.consent_withdrawn, dispatch_uid="contests.consent")
        bank.topics_joined.connect(receivers.topics_joined, dispatch_uid="contests.topics")
        purposes.register("contest", _("Contest"), ("/cuoc-thi/",))
