"""Django's registration of this app."""

from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "guatu.worklists"
