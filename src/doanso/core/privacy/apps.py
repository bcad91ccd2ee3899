from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.privacy"
    label = "privacy"

    def ready(self) -> None:
        from doanso.core.privacy import receivers  # models must be loaded first
        from doanso.core.units import signals  # models must be loaded first

        signals.looked_at.connect(receivers.write_down, dispatch_uid="privacy.units")
