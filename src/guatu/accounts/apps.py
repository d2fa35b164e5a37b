"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guatu.accounts"

    def ready(self) -> None:
        """Register what this app itself knows to hang on a post, and what it does behind the page."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.accounts.queries.hanging import SORTS  # noqa: PLC0415
        from guatu.accounts.works import WORKS  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415

        handover.register(*SORTS)
        works.register(*WORKS)
