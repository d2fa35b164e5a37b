"""Django's registration of this app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "guatu.supervision"
