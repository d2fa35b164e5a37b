"""Addresses of supervision."""

from django.urls import URLPattern

from guatu.supervision.directiveurls import DIRECTIVE_URLS
from guatu.supervision.ladderurls import LADDER_URLS

app_name = "supervision"

urlpatterns: list[URLPattern] = [*DIRECTIVE_URLS, *LADDER_URLS]
