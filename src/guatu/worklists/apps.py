"""Django's registration of this app."""

from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "guatu.worklists"

    def ready(self) -> None:
        """Say what runs by the clock, what hangs on a post, and what stands in calendars and streams."""
        from guatu.worklists.works import register_works  # noqa: PLC0415 models are loaded by now

        register_works()
