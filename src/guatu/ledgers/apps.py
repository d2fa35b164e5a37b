"""Django's registration of this app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "guatu.ledgers"

    def ready(self) -> None:
        """Say what hangs on a post here, how it passes to a successor, what follows the calendar, and what is told."""
        from guatu.accounts import followers, handover  # noqa: PLC0415 models are loaded by now
        from guatu.ledgers.actions import closingnotices  # noqa: PLC0415
        from guatu.ledgers.actions.keepers import KEEPERS  # noqa: PLC0415
        from guatu.ledgers.actions.limits import follow_calendar  # noqa: PLC0415
        from guatu.ledgers.actions.successions import SUCCESSION  # noqa: PLC0415
        from guatu.ledgers.handovers import SORTS  # noqa: PLC0415
        from guatu.notices import sorts  # noqa: PLC0415

        followers.follow_workdays(follow_calendar)
        handover.register(*SORTS)
        handover.register_succession(SUCCESSION)
        handover.register_succession(KEEPERS)
        sorts.register(*closingnotices.SORTS)
