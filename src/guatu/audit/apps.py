"""Django's registration of this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "guatu.audit"

    def ready(self) -> None:
        from guatu.audit import checks  # noqa: F401, PLC0415 registers them; the apps must be ready
