"""专班: the task forces there are, making one, and one with its members and entries."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts import actions, policies
from guatu.accounts.actions import NewUnit
from guatu.accounts.forms import ForceForm
from guatu.accounts.models import Unit
from guatu.accounts.queries import visible_unit
from guatu.accounts.queries.taskforces import (
    forces_with_counts,
    former_members,
    members_of,
    visible_force,
)
from guatu.accounts.views.units import unit_choices
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.routes import Request


@require_http_methods(["GET", "HEAD", "POST"])
def task_forces(request: Request) -> HttpResponse:
    """List the task forces; make one."""
    may_make = policies.can_name_units(request.actor)
    form = None
    if may_make:
        form = ForceForm(request.POST or None, units=unit_choices(request.actor))
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("Your post does not let you make task forces."))
        if form.is_valid():
            given = dict(form.cleaned_data)
            parent = visible_unit(request.actor, given.pop("parent"))
            new = NewUnit(**given, kind=Unit.Kind.TASK_FORCE, parent=parent)
            try:
                unit = actions.create_unit(request.actor, new)
            except InvalidState as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("%(unit)s was made.") % {"unit": unit.name})
                return redirect("accounts:task-force", unit.pk)
    today = timezone.localdate()
    closed = "closed" in request.GET
    context = {
        "rows": forces_with_counts(request.actor, today, closed=closed),
        "closed": closed,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "accounts/task_forces.html", context, status=status)


def task_force(request: Request, unit_id: int) -> HttpResponse:
    """Show one task force: members by title, entries, who sat in it before."""
    row = visible_force(request.actor, unit_id)
    today = timezone.localdate()
    context = {
        "unit": row,
        "members": members_of(row, today),
        "former": former_members(row, today),
        "may_run": policies.can_see_units(request.actor)
        and policies.can_see_unit(request.actor, row),
        "may_open_ledgers": not request.actor.roles <= policies.EXCLUSIVE,
    }
    return render(request, "accounts/task_force.html", context)
