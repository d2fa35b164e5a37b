"""Django's registration of this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guatu.notices"
