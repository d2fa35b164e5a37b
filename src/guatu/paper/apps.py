"""Django's registration of this app."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "guatu.paper"

    def ready(self) -> None:
        """Give the apps below what paper adds: background works, parts of a round's papers."""
        from guatu.jobs import works  # noqa: PLC0415 models are loaded by now
        from guatu.paper.packages import register_parts  # noqa: PLC0415
        from guatu.paper.sheetworks import WORKS as SHEETS  # noqa: PLC0415
        from guatu.paper.works import WORKS  # noqa: PLC0415

        works.register(*WORKS, *SHEETS)
        register_parts()
