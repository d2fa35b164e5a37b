"""Django's registration of this app."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "guatu.overview"

    def ready(self) -> None:
        """Register the charts that are made in the background, and what rounds keep of them."""
        from guatu.dispatch import pictureparts  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch.queries.details import Part  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.overview.chartworks import WORKS  # noqa: PLC0415
        from guatu.overview.queries.linekept import lines_to_keep  # noqa: PLC0415
        from guatu.overview.queries.needskept import needs_to_keep  # noqa: PLC0415

        works.register(*WORKS)
        pictureparts.register(Part.LINES, lines_to_keep)
        pictureparts.register(Part.NEEDS, needs_to_keep)
