"""Django's registration of this app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "guatu.campaigns"

    def ready(self) -> None:
        """Say what hangs on a post here, and how it passes from a unit to its successor."""
        from guatu.accounts import handover  # noqa: PLC0415 models are loaded by now
        from guatu.campaigns.handovers import SORTS, SUCCESSION  # noqa: PLC0415
        from guatu.campaigns.works import WORKS  # noqa: PLC0415
        from guatu.jobs import works  # noqa: PLC0415

        handover.register(*SORTS)
        handover.register_succession(SUCCESSION)
        works.register(*WORKS)
