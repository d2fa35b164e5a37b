"""Django's registration of this app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "guatu.dispatch"
