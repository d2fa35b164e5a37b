"""The tree of units and one unit with its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts import actions, policies
from guatu.accounts.actions import NewPost, NewUnit, Offshoot
from guatu.accounts.forms import (
    AliasForm,
    ChangeForm,
    EditForm,
    MergeForm,
    MoveForm,
    NewUnitForm,
    PostForm,
    RenameForm,
    SeatForm,
    SplitForm,
)
from guatu.accounts.models import TaskForceMembership, Unit, UnitAlias
from guatu.accounts.queries import post_lines, unit_tree, visible_unit
from guatu.accounts.queries.handovers import owed_by_unit
from guatu.accounts.queries.people import memberships_of, visible_post
from guatu.accounts.queries.units import within
from guatu.accounts.words import CHANGES, GRADES, KINDS, ROLES
from guatu.core.actors import Actor, Role
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

INDENT = "\u3000"  # a full-width blank: browsers fold ordinary ones in a list of choices
Act = Callable[[Actor, Unit, dict[str, Any]], object]


def unit_choices(actor: Actor) -> list[tuple[int, str]]:
    return [(node.unit_id, INDENT * node.level + node.name) for node in unit_tree(actor)]


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: Request) -> HttpResponse:
    may_name = policies.can_name_units(request.actor)
    form = None
    if may_name or request.method == "POST":
        form = NewUnitForm(request.POST or None, units=unit_choices(request.actor))
    if request.method == "POST" and form is not None and form.is_valid():
        fields = dict(form.cleaned_data)
        parent = visible_unit(request.actor, fields.pop("parent"))
        try:
            unit = actions.create_unit(request.actor, NewUnit(**fields, parent=parent))
        except InvalidState as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("%(unit)s was made.") % {"unit": unit.name})
            return redirect("accounts:unit", unit.pk)
    words = request.GET.get("q", "").strip()
    context = {
        "nodes": unit_tree(request.actor, words=words, closed="closed" in request.GET),
        "words": words,
        "closed": "closed" in request.GET,
        "kinds": KINDS,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "accounts/units.html", context, status=status)


def unit(request: Request, unit_id: int) -> HttpResponse:
    return show_unit(request, visible_unit(request.actor, unit_id))


def show_unit(
    request: Request, row: Unit, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """Render one unit; `bound` holds the form that was refused."""
    today = timezone.localdate()
    seats = memberships_of(row.pk, today) if row.kind == Unit.Kind.TASK_FORCE else None
    acts = forms_of(request.actor, row) | (bound or {})
    context = {
        "unit": row,
        "aliases": row.aliases.order_by("pk"),
        "changes": row.changes.select_related("successor").order_by("-effective_on", "-pk"),
        "lines": post_lines(request.actor, today, unit_id=row.pk),
        "seats": seats,
        "today": today,
        "may_name": policies.can_name_unit(request.actor, row) and row.valid_to is None,
        "may_seat": policies.can_run_task_force(request.actor, row),
        "may_order": policies.can_order_posts(request.actor, row),
        "may_open_ledgers": not request.actor.roles <= policies.EXCLUSIVE,
        "may_see_people": policies.can_see_people(request.actor),
        "forms": acts,
        "owed": owed_by_unit(row.pk) if "merge" in acts else "",
        "words": {"kinds": KINDS, "roles": ROLES, "grades": GRADES, "changes": CHANGES},
    }
    return render(request, "accounts/unit.html", context, status=422 if bound else 200)


def forms_of(actor: Actor, row: Unit) -> dict[str, forms.Form]:
    """Return the empty forms of the acts that the actor may do to an open unit."""
    if row.valid_to is not None:
        return {}
    read = {"version": row.version}
    found: dict[str, forms.Form] = {}
    if policies.can_name_unit(actor, row):
        kept = {"short_name": row.short_name, "official_order": row.official_order}
        found["edit"] = EditForm(initial=read | kept, auto_id="edit-%s")
        found["alias"] = AliasForm(auto_id="alias-%s")
        found["rename"] = RenameForm(initial=read, auto_id="rename-%s")
    if policies.can_reorganise(actor):
        own = own_part(row)
        choices = [one for one in unit_choices(actor) if one[0] not in own]
        found["move"] = MoveForm(initial=read, auto_id="move-%s", units=choices)
        found["merge"] = MergeForm(initial=read, auto_id="merge-%s", units=choices)
        found["split"] = SplitForm(
            initial=read,
            auto_id="split-%s",
            posts=[
                (line.post_id, line.title)
                for line in post_lines(actor, timezone.localdate(), unit_id=row.pk)
            ],
        )
        found["close"] = ChangeForm(initial=read, auto_id="close-%s")
    elif policies.can_close_unit(actor, row):
        found["close"] = ChangeForm(initial=read, auto_id="close-%s")
    if policies.can_make_posts(actor):
        found["post"] = PostForm(auto_id="post-%s", **post_choices(actor, row))
    if row.kind == Unit.Kind.TASK_FORCE and policies.can_run_task_force(actor, row):
        found["seat"] = SeatForm(auto_id="seat-%s", posts=seat_choices(actor))
    return found


def own_part(row: Unit) -> set[int]:
    """Return the unit with all beneath it: it neither moves nor merges into these."""
    return set(Unit.objects.filter(within(row.path)).values_list("pk", flat=True))


def post_choices(actor: Actor, row: Unit) -> dict[str, Any]:
    """Return the roles and reaches that the actor may give to a post here."""
    roles = {role for role in Role if policies.can_grant(actor, role=role, unit=row, scope=row)}
    above = [path[:end] for path in [row.path] for end in range(4, len(path) + 1, 4)]
    scopes = [
        (scope.pk, scope.name)
        for scope in Unit.objects.filter(path__in=above).order_by("-path")
        if any(policies.can_grant(actor, role=role, unit=row, scope=scope) for role in roles)
    ]
    return {"roles": frozenset(roles), "scopes": scopes}


def seat_choices(actor: Actor) -> list[tuple[int, str]]:
    lines = post_lines(actor, timezone.localdate())
    return [
        (line.post_id, f"{line.unit} {line.title}")
        for line in lines
        if line.role not in policies.EXCLUSIVE
    ]


def carry_out(request: Request, unit_id: int, name: str, act: Act) -> HttpResponse:
    """Check the form `name` of a unit, do its act, show the unit again."""
    row = visible_unit(request.actor, unit_id)
    blank = forms_of(request.actor, row).get(name)
    if blank is None:
        raise InvalidState(_("This cannot be done to this unit."))
    form = rebound(blank, request)
    if not form.is_valid():
        return show_unit(request, row, {name: form})
    try:
        act(request.actor, row, form.cleaned_data)
    except InvalidState as error:
        form.add_error(None, error.message)
        return show_unit(request, row, {name: form})
    except Stale as error:
        return show_stale(request, unit_id, name, form, error)
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:unit", unit_id)


def show_stale(
    request: Request, unit_id: int, name: str, form: forms.Form, error: Stale
) -> HttpResponse:
    """Show the unit as it is now with the form as it was typed: sent once more, it is meant."""
    row = visible_unit(request.actor, unit_id)
    form.data["version"] = str(row.version)  # type: ignore[index]  # a copy, see `rebound`
    form.add_error(None, error.message)
    response = show_unit(request, row, {name: form})
    response.status_code = error.status
    return response


def rebound(blank: forms.Form, request: Request) -> forms.Form:
    """Fill a blank form, with all its choices, from what was sent and the version it names."""
    given = request.POST.copy()
    if "version" in blank.fields:
        given["version"] = str(version_read(request))
    blank.data, blank.files, blank.is_bound = given, request.FILES, True
    return blank


def edit(request: Request, unit_id: int) -> HttpResponse:
    return carry_out(
        request, unit_id, "edit", lambda actor, row, given: actions.edit_unit(actor, row, **given)
    )


def rename(request: Request, unit_id: int) -> HttpResponse:
    return carry_out(
        request,
        unit_id,
        "rename",
        lambda actor, row, given: actions.rename_unit(actor, row, **given),
    )


def move(request: Request, unit_id: int) -> HttpResponse:
    def act(actor: Actor, row: Unit, given: dict[str, Any]) -> None:
        parent = visible_unit(actor, given.pop("parent"))
        actions.move_unit(actor, row, parent, **given)

    return carry_out(request, unit_id, "move", act)


def merge(request: Request, unit_id: int) -> HttpResponse:
    def act(actor: Actor, row: Unit, given: dict[str, Any]) -> None:
        successor = visible_unit(actor, given.pop("successor"))
        actions.merge_unit(actor, row, successor, **given)

    return carry_out(request, unit_id, "merge", act)


def close(request: Request, unit_id: int) -> HttpResponse:
    if not policies.can_close_unit(request.actor, visible_unit(request.actor, unit_id)):
        raise NotAllowed(_("Your post does not let you do this to this unit."))
    return carry_out(
        request, unit_id, "close", lambda actor, row, given: actions.close_unit(actor, row, **given)
    )


def split(request: Request, unit_id: int) -> HttpResponse:
    def act(actor: Actor, row: Unit, given: dict[str, Any]) -> None:
        offshoot = Offshoot(
            name=given.pop("name"),
            short_name=given.pop("short_name"),
            kind=row.kind,
            post_ids=tuple(given.pop("posts")),
        )
        actions.split_unit(actor, row, offshoot, **given)

    return carry_out(request, unit_id, "split", act)


def alias(request: Request, unit_id: int) -> HttpResponse:
    return carry_out(
        request,
        unit_id,
        "alias",
        lambda actor, row, given: actions.add_alias(actor, row, given["name"]),
    )


def remove_alias(request: Request, unit_id: int, alias_id: int) -> HttpResponse:
    row = visible_unit(request.actor, unit_id)
    actions.remove_alias(request.actor, get_object_or_404(UnitAlias, pk=alias_id, unit=row))
    return redirect("accounts:unit", unit_id)


def post(request: Request, unit_id: int) -> HttpResponse:
    def act(actor: Actor, row: Unit, given: dict[str, Any]) -> None:
        scope = Unit.objects.get(pk=given.pop("scope"))  # one of the choices offered
        actions.create_post(actor, NewPost(**given, unit=row, scope=scope))

    return carry_out(request, unit_id, "post", act)


def seat(request: Request, unit_id: int) -> HttpResponse:
    def act(actor: Actor, row: Unit, given: dict[str, Any]) -> None:
        holder = visible_post(actor, given.pop("post"))
        actions.join_task_force(actor, row, holder, **given)

    return carry_out(request, unit_id, "seat", act)


def leave(request: Request, unit_id: int, seat_id: int) -> HttpResponse:
    row = visible_unit(request.actor, unit_id)
    membership = get_object_or_404(
        TaskForceMembership.objects.select_related("task_force"), pk=seat_id, task_force=row
    )
    today, version = timezone.localdate(), version_read(request)
    actions.leave_task_force(request.actor, membership, ended_on=today, version=version)
    return redirect("accounts:unit", unit_id)
