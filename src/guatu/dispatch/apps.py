"""Django's registration of this app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "guatu.dispatch"

    def ready(self) -> None:
        """Follow the apps below, which know nothing of rounds and lamps.

        The cadences of every plan that is confirmed are made, and every entry that changed is lit;
        rounds run as background work, and stand in calendars.
        """
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch import byhand, fillings, pictureparts, streamparts  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch.actions.cadences import make_cadences  # noqa: PLC0415 models are loaded by now
        from guatu.dispatch.actions.lamps import light_entries, relight_entry  # noqa: PLC0415
        from guatu.dispatch.actions.telling import SORTS as TOLD  # noqa: PLC0415
        from guatu.dispatch.calendars import round_events  # noqa: PLC0415
        from guatu.dispatch.handovers import SORTS, SUCCESSION  # noqa: PLC0415
        from guatu.dispatch.queries.details import (  # noqa: PLC0415
            Part,
            figures_to_keep,
            frame_to_keep,
            nodes_to_keep,
        )
        from guatu.dispatch.works import FINDERS, WORKS  # noqa: PLC0415
        from guatu.dispatch.works import SORTS as NOTICES  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.ledgers import followers as of_entries  # noqa: PLC0415
        from guatu.notices import calendar, sorts  # noqa: PLC0415
        from guatu.planning import followers as of_plans  # noqa: PLC0415

        streamparts.register("fillings", fillings.stream_events)
        pictureparts.register(Part.NODES, nodes_to_keep)
        pictureparts.register(Part.FIGURES, figures_to_keep)
        pictureparts.register(Part.FRAME, frame_to_keep)
        handover.register(*SORTS)
        handover.register_succession(SUCCESSION)
        of_plans.follow(make_cadences)
        of_plans.follow_force(light_entries)
        of_entries.follow(relight_entry)
        of_entries.follow_limits(light_entries)
        works.register(*WORKS, *byhand.WORKS)
        for finder in FINDERS:
            works.register_due(finder)
        sorts.register(*NOTICES, *TOLD)
        calendar.register(round_events)
