"""Django's registration of this app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "guatu.ledgers"
