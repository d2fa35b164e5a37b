"""Opening a round at somebody's word, and what pages say after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from guatu.dispatch.actions import open_round
from guatu.dispatch.byhand import ask_to_open, said_of_opened
from guatu.dispatch.models import Cadence
from guatu.dispatch.relighting import is_large
from guatu.jobs.models import Job
from guatu.shell.routes import Request


def opened(request: Request, cadence: Cadence) -> HttpResponse:
    """Open the round of today, or ask for what came since: at once, or behind a page of progress."""
    today = timezone.localdate()
    if is_large(cadence.campaign):
        return followed(ask_to_open(request.actor, cadence, today))
    messages.success(request, said_of_opened(open_round(request.actor, cadence, today)))
    return HttpResponseRedirect(reverse("dispatch:rounds"))


def followed(job: Job) -> HttpResponse:
    """Lead to how far a job is; from there it goes on to what it made."""
    return HttpResponseRedirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
