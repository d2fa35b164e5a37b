"""Django's registration of this app."""

from django.apps import AppConfig


class BurdenConfig(AppConfig):
    name = "guatu.burden"
