"""Django's registration of this app."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "guatu.sheets"
