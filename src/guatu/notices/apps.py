"""Django's registration of this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guatu.notices"

    def ready(self) -> None:
        """Register what runs in the background."""
        from guatu.notices.works import register_works  # noqa: PLC0415 models are loaded by now

        register_works()
