from django.apps import AppConfig


class Config(AppConfig):
    name = "doanso.core.accounts"
    label = "accounts"

    def ready(self) -> None:
        from doanso.core.accounts import passkeys, receivers  # noqa: F401 receivers connect themselves

        passkeys.guard()
