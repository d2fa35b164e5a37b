"""Django's registration of this app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "guatu.dispatch"

    def ready(self) -> None:
        """Make the cadences of every plan that is confirmed (`planning` lies below and knows nothing of rounds)."""
        from guatu.dispatch.actions.cadences import make_cadences  # noqa: PLC0415 models are loaded by now
        from guatu.planning.followers import follow  # noqa: PLC0415

        follow(make_cadences)
