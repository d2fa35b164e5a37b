"""Addresses of paper."""

from guatu.paper.bulletinurls import urlpatterns as bulletins
from guatu.paper.peopleurls import urlpatterns as people

app_name = "paper"

urlpatterns = [*bulletins, *people]
