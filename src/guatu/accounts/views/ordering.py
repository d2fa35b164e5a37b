"""The editor of the official order: places typed, moved by keys or dragged, or pasted as names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from guatu.accounts import policies
from guatu.accounts.actions.ordering import order_posts, order_read, order_units
from guatu.accounts.models import Post, Unit
from guatu.accounts.queries import visible_unit, visible_units
from guatu.accounts.queries.written import units_written
from guatu.core.ordering import named_first
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.inputs import whole
from guatu.shell.routes import Request

LONGEST_PASTE = 60_000
SHOWN = 8


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: Request) -> HttpResponse:
    """Show the units in their order; put them into another."""
    parent = chosen_parent(request)
    rows = ordered_units(request, parent)
    if request.method != "POST":
        return show(request, parent, rows)
    if "paste" in request.POST:
        return pasted(request, parent, rows)
    wanted = typed_order(request, rows)
    try:
        count = order_units(request.actor, parent, wanted, read=request.POST.get("read", ""))
    except (InvalidState, Stale) as error:
        # what was put in order stays on the page; sent once more, it is meant
        here = {row.pk: row for row in rows}
        shown = [here[pk] for pk in wanted if pk in here]
        return show(
            request, parent, rows, shown=shown, problems=[error.message], status=error.status
        )
    if count:
        messages.success(
            request,
            ngettext("%(num)d unit has a new place.", "%(num)d units have a new place.", count)
            % {"num": count},
        )
    else:
        messages.info(request, _("The order is as it was."))
    return redirect(address_of(parent))


def address_of(parent: Unit | None) -> str:
    place = reverse("accounts:unit-order")
    return place if parent is None else f"{place}?under={parent.pk}"


def chosen_parent(request: Request) -> Unit | None:
    wanted = whole(request.GET.get("under", ""))
    if wanted is not None:
        return visible_unit(request.actor, wanted)
    if policies.can_name_unit(request.actor, None):
        return None
    # an office orders what it reaches: the units under its topmost one
    return visible_units(request.actor).filter(valid_to__isnull=True).order_by("path").first()


def ordered_units(request: Request, parent: Unit | None) -> list[Unit]:
    rows = visible_units(request.actor).filter(valid_to__isnull=True)
    if parent is not None:
        rows = rows.filter(parent=parent)
    return list(rows.select_related("parent").order_by("official_order", "path"))


def typed_order(request: Request, rows: Sequence[Unit] | Sequence[Post]) -> list[int]:
    """Return units or posts by the places typed; of two with one place the one moved up comes first."""
    keys = []
    for at, row in enumerate(rows, start=1):
        place = whole(request.POST.get(f"place-{row.pk}", "")) or at
        # who moves up goes before who has the place, who moves down after it
        keys.append((place, (place > at) - (place < at), at, row.pk))
    return [pk for _place, _way, _at, pk in sorted(keys)]


def pasted(request: Request, parent: Unit | None, rows: Sequence[Unit]) -> HttpResponse:
    """Show the units in the order of a pasted list of names; nothing is kept before it is saved."""
    names = [line.strip() for line in request.POST["paste"][:LONGEST_PASTE].splitlines()]
    names = [name for name in names if name]
    here = {row.pk: row for row in rows}
    found: list[int] = []
    problems: list[str] = []
    for name, units in units_written(names).items():
        own = [unit.pk for unit in units if unit.pk in here]
        if len(own) == 1 and own[0] not in found:
            found.append(own[0])
        else:
            problems.append(fault_of(name, len(own), is_known=bool(units)))
    doubled = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    problems += [_("“%(name)s” stands in the list twice.") % {"name": name} for name in doubled]
    left = [here[pk].label for pk in here if pk not in found]
    if left:
        problems.append(
            ngettext(
                "%(num)d unit is not in the list and comes after it: %(names)s",
                "%(num)d units are not in the list and come after it: %(names)s",
                len(left),
            )
            % {"num": len(left), "names": "、".join(left[:SHOWN])}
        )
    sorted_rows = [here[pk] for pk in named_first([row.pk for row in rows], found)]
    return show(request, parent, rows, shown=sorted_rows, problems=problems)


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: Request, unit_id: int) -> HttpResponse:
    """Show the posts of a unit in their order; put them into another."""
    unit = visible_unit(request.actor, unit_id)
    if not policies.can_order_posts(request.actor, unit):
        raise NotAllowed(_("Your post does not let you set the official order here."))
    rows = list(unit.posts.filter(abolished_on__isnull=True).order_by("official_order", "pk"))
    if request.method == "POST":
        wanted = typed_order(request, rows)
        try:
            order_posts(request.actor, unit, wanted, read=request.POST.get("read", ""))
        except (InvalidState, Stale) as error:
            here = {row.pk: row for row in rows}
            shown = [here[pk] for pk in wanted if pk in here]
            return show_posts(
                request, unit, rows, shown=shown, problem=error.message, status=error.status
            )
        messages.success(request, _("Done and put on record."))
        return redirect("accounts:unit", unit.pk)
    return show_posts(request, unit, rows, shown=rows)


def show_posts(
    request: Request,
    unit: Unit,
    rows: Sequence[Post],
    *,
    shown: Sequence[Post],
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "unit": unit,
        "lines": [(row.pk, row.title, "") for row in shown],
        "problems": [problem] if problem else [],
        "read": order_read([row.pk for row in rows]),
    }
    return render(request, "accounts/post_order.html", context, status=status)


def line_of(row: Unit, *, is_whole: bool) -> tuple[int, str, str]:
    """Return a unit's key, name, and in the list of all the unit above."""
    return row.pk, row.name, row.parent.label if is_whole and row.parent is not None else ""


def fault_of(name: str, count: int, *, is_known: bool) -> str:
    shown = {"name": name[:40]}
    if count > 1:
        return _("“%(name)s” may be several units here.") % shown
    if count == 1:
        return _("“%(name)s” is a unit that stands in the list already.") % shown
    if is_known:
        return _("“%(name)s” does not belong to these units.") % shown
    return _("No unit is called “%(name)s”.") % shown


def show(
    request: Request,
    parent: Unit | None,
    rows: Sequence[Unit],
    *,
    shown: Sequence[Unit] | None = None,
    problems: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    parents = visible_units(request.actor).filter(
        valid_to__isnull=True, children__isnull=False, children__valid_to__isnull=True
    )
    context: dict[str, Any] = {
        "parent": parent,
        "lines": [line_of(row, is_whole=parent is None) for row in shown or rows],
        "is_preview": shown is not None,
        "problems": problems,
        "read": order_read([row.pk for row in rows]),
        "parents": parents.distinct().order_by("official_order", "path"),
    }
    return render(request, "accounts/unit_order.html", context, status=status)
