"""Django's registration of this app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "guatu.supervision"

    def ready(self) -> None:
        """Say what directives are to the apps below, and what the clock asks for."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch import recognitions, streamparts, waiting  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.notices import calendar, sorts  # noqa: PLC0415
        from guatu.supervision import (  # noqa: PLC0415
            directiveparts,
            escalating,
            ladderclock,
            ladderparts,
        )
        from guatu.supervision.actions import telling  # noqa: PLC0415
        from guatu.supervision.queries.excuses import recognised_check_ins  # noqa: PLC0415

        handover.register(*directiveparts.SORTS)
        handover.register_succession(directiveparts.SUCCESSION)
        streamparts.register("directives", directiveparts.stream_events)
        recognitions.register("excuses", recognised_check_ins)
        waiting.register("directives", directiveparts.waiting_directives)
        calendar.register(directiveparts.calendar_events)
        sorts.register(*telling.SORTS)
        works.register(*escalating.WORKS)
        works.register_due(escalating.due)
        handover.register(*ladderparts.SORTS)
        handover.register_succession(ladderparts.SUCCESSION)
        for code, source in ladderparts.STREAMS.items():
            streamparts.register(code, source)
        calendar.register(ladderparts.calendar_events)
        sorts.register(*ladderclock.NOTICES)
        works.register(*ladderclock.WORKS)
        works.register_due(ladderclock.due)
