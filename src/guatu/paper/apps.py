"""Django's registration of this app."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "guatu.paper"
