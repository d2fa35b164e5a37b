"""Addresses of paper."""

from guatu.paper.peopleurls import urlpatterns as people

app_name = "paper"

urlpatterns = [*people]
