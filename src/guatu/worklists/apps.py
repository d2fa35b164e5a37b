"""Django's registration of this app."""

from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "guatu.worklists"

    def ready(self) -> None:
        """Say what runs by the clock, what hangs on a post, and what stands in calendars and streams."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch import streamparts, waiting  # noqa: PLC0415
        from guatu.notices import calendar  # noqa: PLC0415
        from guatu.worklists import mergers, parts  # noqa: PLC0415
        from guatu.worklists.works import register_works  # noqa: PLC0415

        register_works()
        handover.register(*parts.SORTS)
        handover.register_succession(mergers.SUCCESSION)
        for code, source in parts.STREAMS.items():
            streamparts.register(code, source)
        waiting.register("week-lines", parts.waiting_lines)
        calendar.register(parts.calendar_events)
