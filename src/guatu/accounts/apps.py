"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guatu.accounts"

    def ready(self) -> None:
        """Register what this app itself knows to hang on a post."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.accounts.queries.hanging import SORTS  # noqa: PLC0415

        handover.register(*SORTS)
