"""Django's registration of this app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "guatu.meetings"
