"""Django's registration of this app."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "guatu.overview"

    def ready(self) -> None:
        """Register the charts that are made in the background."""
        from guatu.jobs import works  # noqa: PLC0415 models are loaded by now
        from guatu.overview.chartworks import WORKS  # noqa: PLC0415

        works.register(*WORKS)
