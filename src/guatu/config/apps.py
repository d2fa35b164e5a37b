"""Django's registration of this app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "guatu.config"
