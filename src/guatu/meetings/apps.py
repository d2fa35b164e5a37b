"""Django's registration of this app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "guatu.meetings"

    def ready(self) -> None:
        """Give the apps below what meetings add: notices, calendar, stream, background works."""
        from guatu.dispatch import streamparts  # noqa: PLC0415 models are loaded by now
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.meetings.dates import events  # noqa: PLC0415
        from guatu.meetings.stream import decisions_of  # noqa: PLC0415
        from guatu.meetings.told import SORTS  # noqa: PLC0415
        from guatu.meetings.works import WORKS, due  # noqa: PLC0415
        from guatu.notices import calendar, sorts  # noqa: PLC0415

        sorts.register(*SORTS)
        calendar.register(events)
        streamparts.register("meetings", decisions_of)
        works.register(*WORKS)
        works.register_due(due)
