"""Django's registration of this app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "guatu.planning"

    def ready(self) -> None:
        """Guard what the app below lets an office edit: issued lines change by adjustments."""
        from guatu.ledgers import followers  # noqa: PLC0415 models are loaded by now
        from guatu.planning.actions.guarding import keep_approved  # noqa: PLC0415

        followers.guard(keep_approved)
