"""What pages of supervision share: facts, lines, tables, and forms that carry an act out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guatu.accounts.models import Person, Unit
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries import campaign_choices, current_campaign
from guatu.core.actors import Actor, Role
from guatu.shell.chosen import keep_campaign, last_campaign
from guatu.shell.errors import InvalidState
from guatu.shell.routes import Request
from guatu.supervision.queries.mine import desk_of

REFUSED = 422
A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table: words, where they lead, a smaller word beside, a mark of being late."""

    text: Any
    address: str = ""
    meta: str = ""
    late: str = ""
    is_unit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of what a page states."""

    label: str
    text: Any
    address: str = ""
    meta: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One step in a stream, the newest last."""

    at: datetime
    title: str
    text: str = ""
    meta: str = ""
    address: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """A form on a page that carries one act out."""

    title: str
    address: str
    button: str
    form: forms.Form | None = None
    version: int | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False

    @property
    def is_upload(self) -> bool:
        return self.form is not None and self.form.is_multipart()


def carried(form: forms.Form, do: Callable[[], object]) -> bool:
    """Carry an act out if its form is right; a refusal is shown with the form."""
    if not form.is_valid():
        return False
    try:
        do()
    except InvalidState as error:
        form.add_error(None, error.message)
        return False
    return True


def saved(request: Request, address: str, said: str = "") -> HttpResponse:
    messages.success(request, said or _("Saved."))
    return HttpResponseRedirect(address)


def campaign_of(request: Request) -> Campaign | None:
    """Return the campaign that the page is about: of the address, else looked at last."""
    slug = request.GET.get("campaign") or None
    found = current_campaign(request.actor, slug, last=last_campaign(request))
    if found is not None:
        keep_campaign(request, found.slug)
    return found


def frame_of(request: Request, campaign: Campaign | None) -> dict[str, Any]:
    """Return what the frame of each page needs."""
    return {
        "campaign": campaign,
        "campaigns": campaign_choices(request.actor),
        "upload_note": UPLOAD_NOTE,
        "here": request.path,
        "desk": desk_of(request.actor),
    }


def form_page(
    request: Request, act: ActForm, *, campaign: Campaign | None, crumbs: Sequence[tuple[str, str]] = (),
    facts: Sequence[Fact] = (), note: str = "",
) -> HttpResponse:  # fmt: skip
    """Show one form on a page of its own."""
    status = REFUSED if act.form is not None and act.form.is_bound else 200
    context = {"act": act, "crumbs": crumbs, "facts": facts, "note": note}
    context |= frame_of(request, campaign)
    return render(request, "supervision/form.html", context, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A detail page: what it states, its steps, and what may be done."""

    title: str
    lead: str
    facts: Sequence[Fact]
    stream: Sequence[Told] = ()
    acts: Sequence[ActForm | None] = ()
    crumbs: Sequence[tuple[str, str]] = ()
    late: str = ""
    files: Sequence[tuple[str, str]] = ()


def detail(request: Request, page: Page, campaign: Campaign | None) -> HttpResponse:
    acts = [one for one in page.acts if one is not None]
    is_refused = any(one.form is not None and one.form.is_bound for one in acts)
    context = {"page": page, "acts": acts, **frame_of(request, campaign)}
    status = REFUSED if is_refused else 200
    return render(request, "supervision/detail.html", context, status=status)


def speaking_units(actor: Actor, among: Iterable[Unit] = ()) -> list[Unit]:
    """Return the units for which an actor speaks, in 建制顺序; of `among` alone where given."""
    roles = (Role.LIAISON, Role.APPROVER)
    own = {grant.unit_id for grant in actor.grants if grant.role in roles}
    own |= set(actor.task_force_ids) if own else set()
    wanted = {unit.pk for unit in among}
    rows = Unit.objects.filter(pk__in=own, valid_to__isnull=True)
    found = list(rows.order_by("official_order", "path"))
    return [unit for unit in found if not wanted or unit.pk in wanted]


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def link_to(name: str, *arguments: Any) -> str:
    return reverse(f"supervision:{name}", args=arguments)


def entry_address(entry_id: int | None) -> str:
    return reverse("ledgers:entry", args=[entry_id]) if entry_id else ""
