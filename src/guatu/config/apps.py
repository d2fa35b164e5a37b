"""Django's registration of this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "guatu.config"

    def ready(self) -> None:
        from guatu.config import checks  # noqa: F401, PLC0415 registers them; the apps must be ready
