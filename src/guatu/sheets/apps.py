"""Django's registration of this app."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "guatu.sheets"

    def ready(self) -> None:
        """Give the apps below what sheets add: background works, what is asked from above, parts of streams."""
        from guatu.burden.queries import counting  # noqa: PLC0415
        from guatu.dispatch import streamparts  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415 models are loaded by now
        from guatu.sheets.oldledgerworks import WORKS as OLD_LEDGERS  # noqa: PLC0415
        from guatu.sheets.queries.higher import asked_of_units  # noqa: PLC0415
        from guatu.sheets.stream import told_by_ledgers  # noqa: PLC0415
        from guatu.sheets.works import WORKS  # noqa: PLC0415

        works.register(*WORKS, *OLD_LEDGERS)
        counting.register(asked_of_units)
        streamparts.register("ledgers", told_by_ledgers)
