"""Django's registration of this app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "guatu.shell"
