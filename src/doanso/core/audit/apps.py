from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.audit"
    label = "audit"

    def ready(self) -> None:
        from doanso.core.accounts.signals import account_event  # models must be loaded first
        from doanso.core.audit import receivers  # models must be loaded first
        from doanso.core.units import signals  # models must be loaded first

        account_event.connect(receivers.write_down, dispatch_uid="audit.accounts")
        signals.changed.connect(receivers.write_down, dispatch_uid="audit.units")
