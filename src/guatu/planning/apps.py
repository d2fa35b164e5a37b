"""Django's registration of this app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "guatu.planning"

    def ready(self) -> None:
        """Guard what the app below lets an office edit, tell it what adjustments changed and what is owed."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.ledgers import followers  # noqa: PLC0415 models are loaded by now
        from guatu.planning.actions.guarding import keep_approved  # noqa: PLC0415
        from guatu.planning.handovers import SORTS, SUCCESSION  # noqa: PLC0415
        from guatu.planning.queries.former import former_of  # noqa: PLC0415
        from guatu.planning.reading import WORKS  # noqa: PLC0415

        handover.register(*SORTS)
        handover.register_succession(SUCCESSION)
        works.register(*WORKS)
        followers.guard(keep_approved)
        followers.historian(former_of)
