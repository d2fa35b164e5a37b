"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BurdenConfig(AppConfig):
    name = "guatu.burden"

    def ready(self) -> None:
        """Register the nightly count and the notices that a complaint came in or was answered."""
        from guatu.burden.actions.complaints import ANSWERED  # noqa: PLC0415
        from guatu.burden.works import WORKS, due  # noqa: PLC0415 models are loaded by now
        from guatu.jobs import works  # noqa: PLC0415
        from guatu.notices import sorts  # noqa: PLC0415

        works.register(*WORKS)
        works.register_due(due)
        sorts.register(
            sorts.Sort(code="complaint", label=_("Complaints on repeated asks")),
            sorts.Sort(code=ANSWERED, label=_("Answers to my words on repeated asks")),
        )
