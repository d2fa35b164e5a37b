"""Forms of offices above: which an actor keeps, when they are owed, and what they ask of units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from guatu.accounts.queries.units import within
from guatu.burden.models import Ask
from guatu.burden.queries.counting import Counted
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.core.adopting.asking import due_days, next_due
from guatu.core.adopting.formsheets import layouts_from
from guatu.core.adopting.grids import Grid
from guatu.core.adopting.layouts import Layout, RowMode, Subject
from guatu.core.burden import Counts
from guatu.core.rounds import Period
from guatu.ledgers.models import Kind
from guatu.ledgers.queries import definition_of
from guatu.sheets.models import HigherFilling, HigherForm
from guatu.sheets.policies import FORM_KEEPERS
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A form with the next day on which it is owed, and when it was filled last."""

    form: HigherForm
    due_on: date | None
    last: HigherFilling | None


def visible_forms(actor: Actor) -> QuerySet[HigherForm]:
    """Return the forms of the campaigns whose office the actor is, and those of the actor's own units."""
    rows = HigherForm.objects.select_related("campaign__unit", "unit", "evidence")
    own = {grant.unit_id for grant in actor.grants if grant.role in FORM_KEEPERS}
    condition = Q(unit_id__in=own)
    for scope in actor.scopes(Role.CAMPAIGN_OFFICE) if actor.holds(Role.CAMPAIGN_OFFICE) else ():
        condition |= within(scope, "campaign__unit__path")
    return rows.filter(condition)


def visible_form(actor: Actor, form_id: int) -> HigherForm:
    """Return one form.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_forms(actor).filter(pk=form_id).first()
    if found is None:
        raise NotFound
    return found


def owed_forms(actor: Actor, campaign: Campaign, today: date) -> list[Owed]:
    """Return the forms of a campaign, those owed soonest first, retired ones last."""
    forms = list(visible_forms(actor).filter(campaign=campaign).order_by("pk"))
    last: dict[int, HigherFilling] = {}
    for row in HigherFilling.objects.filter(form__in=forms).order_by("number"):
        last[row.form_id] = row
    found = [Owed(form=form, due_on=due_of(form, today), last=last.get(form.pk)) for form in forms]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or today, one.form.pk))


def due_of(form: HigherForm, today: date) -> date | None:
    if form.state == HigherForm.State.RETIRED:
        return None
    return next_due(form.first_due_on, form.rhythm, today)


def layouts_of(form: HigherForm) -> tuple[Layout, ...]:
    """Return how each sheet or table of a form that is filled is filled, in the order of the file."""
    return layouts_from(form.layout)


def layout_of(form: HigherForm, table: int | None = None) -> Layout:
    """Return how one sheet of a form is filled; the first, where that one is not."""
    all_ = layouts_of(form)
    return next((one for one in all_ if one.table == table), all_[0])


def kinds_apart(layouts: Sequence[Layout], grids: Sequence[Grid]) -> list[Layout]:
    """Return layouts of which each lists the one kind that its title names, where several list entries."""
    lists = {
        one.table
        for one in layouts
        if one.subject is Subject.ENTRIES and one.mode is RowMode.LISTED
    }
    if len(lists) < 2:  # noqa: PLR2004 alone it may well be for all ledgers
        return list(layouts)
    nouns = {kind.code: definition_of(kind).noun.zh for kind in Kind.objects.all()}
    found = []
    for one in layouts:
        grid = grids[one.table]
        above = grid.rows[: one.head.first] if one.head else ()
        text = "".join([grid.title, *(cell for row in above for cell in row)])
        named = [code for code, noun in nouns.items() if noun in text]
        apart = one.table in lists and len(named) == 1
        found.append(replace(one, filters={"kind": named[0]}) if apart else one)
    return found


def is_told(form: HigherForm) -> bool:
    """Say whether somebody told what the form is filled with."""
    return any(any(one.sources) for one in layouts_of(form))


def asked_of_units(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give what forms of offices above ask of units in a month: what guatu cannot fill in itself."""
    forms = HigherForm.objects.filter(campaign=campaign, state=HigherForm.State.MAPPED)
    gaps: dict[int, int] = {}
    rows = HigherFilling.objects.filter(form__in=forms).order_by("number")
    for form_id, found in rows.values_list("form_id", "gaps"):
        gaps[form_id] = len(found)
    for form in forms.order_by("pk"):
        first = form.first_due_on
        days = due_days(first, form.rhythm, (month.starts_on, month.ends_on)) if first else []
        if days:
            fields = gaps.get(
                form.pk, sum(bool(source) for one in layouts_of(form) for source in one.sources)
            )
            yield Counted(
                unit_id=form.unit_id,
                source=Ask.Source.HIGHER,
                object_id=form.pk,
                label=f"{form.asked_by}：{form.title}"[:300],
                counts=Counts(forms=len(days), fields=fields * len(days)),
            )
