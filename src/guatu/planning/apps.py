"""Django's registration of this app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "guatu.planning"
