"""Django's registration of this app."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "guatu.overview"
