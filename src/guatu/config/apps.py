"""Django's registration of this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "guatu.config"

    def ready(self) -> None:
        """Register what looks across apps, now that all of them are ready."""
        from guatu.config import checks, sights  # noqa: F401, PLC0415 checks register themselves

        sights.register()
