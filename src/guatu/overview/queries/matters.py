"""重点调度事项: what asks for an act, worst first, with why and who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry, PostDuty
from guatu.ledgers.queries import in_force_entries
from guatu.overview.values import WATCHED, Matter

SHOWN = 8


def matters(
    actor: Actor,
    campaign: Campaign,
    today: date,
    *,
    unit_id: int | None = None,
    shown: int = SHOWN,
    counts: Mapping[str, int] | None = None,
) -> list[Matter]:
    """Return the worst entries: by lamp, then by date, then by the leads' official order.

    `counts` are the entries by lamp, where they are known: a lamp that does not burn is not asked.
    """
    entries = in_force_entries(actor, campaign)
    if unit_id is not None:
        entries = entries.filter(unit_id=unit_id)
    lamps = [lamp for lamp in WATCHED if counts is None or counts.get(lamp)]
    ids = worst_ids(entries, lamps, shown)
    found = {
        row["pk"]: row
        for row in Entry.objects.filter(pk__in=ids)
        .order_by()
        .values(
            "pk", "title", "number", "lamp", "lamp_until", "due_on", "unit_id", "unit__name", "unit__short_name",
            "lamp_reason__rule", "lamp_reason__inputs", "lamp_reason__since",
        )
    }  # fmt: skip
    rows = [found[pk] for pk in ids if pk in found]
    named = contacts({row["pk"]: row["unit_id"] for row in rows}, today)
    return [
        Matter(
            entry_id=row["pk"],
            title=row["title"],
            number=row["number"],
            lamp=Lamp(row["lamp"]),
            rule=row["lamp_reason__rule"] or "",
            inputs=row["lamp_reason__inputs"] or {},
            since=row["lamp_reason__since"],
            due_on=row["due_on"],
            unit=row["unit__short_name"] or row["unit__name"],
            contact=named.get(row["pk"], ""),
            by_hand_until=row["lamp_until"],
        )
        for row in rows
    ]


def worst_ids(entries: QuerySet[Entry], lamps: Sequence[Lamp], shown: int) -> list[int]:
    """Return the first keys lamp by lamp, each from the index; what has no date comes after the rest."""
    found: list[int] = []
    for lamp in lamps:
        if (left := shown - len(found)) <= 0:
            break
        lit = entries.filter(lamp=lamp)
        # the index gives the days; only what is due by the last of them is put in official order
        days = list(
            lit.filter(due_on__isnull=False).order_by("due_on").values_list("due_on")[:left]
        )
        if days:
            dated = lit.filter(due_on__lte=days[-1][0])
            rows = dated.order_by("due_on", "unit__official_order", "pk")
            found += rows.values_list("pk", flat=True)[:left]
        if len(days) < left:
            undated = lit.filter(due_on__isnull=True).order_by("unit__official_order", "pk")
            found += undated.values_list("pk", flat=True)[: left - len(days)]
    return found


def contacts(leads: dict[int, int], today: date) -> dict[int, str]:
    """Return the name of the lead unit's 联络员 for each entry, where one is in office.

    The contact that the entry itself names goes before whoever holds the unit's liaison post.
    Whoever holds the office goes before a deputy.
    """
    appointed = (
        Appointment.objects.filter(in_force(today), post__abolished_on__isnull=True)
        .order_by("-is_deputy", "-post__official_order", "-pk")  # the last one written wins below
    )  # fmt: skip
    named = {
        (entry_id, unit_id): name
        for entry_id, unit_id, name in appointed.filter(
            post__duties__entry_id__in=leads, post__duties__level=PostDuty.Level.CONTACT
        ).values_list("post__duties__entry_id", "post__unit_id", "person__name")
    }
    by_unit = dict(
        appointed.filter(
            post__unit_id__in=set(leads.values()),
            post__role=Role.LIAISON,
            post__grade=Post.Grade.CONTACT,
        ).values_list("post__unit_id", "person__name")
    )
    found = {
        entry_id: named.get((entry_id, unit_id)) or by_unit.get(unit_id, "")
        for entry_id, unit_id in leads.items()
    }
    return {entry_id: name for entry_id, name in found.items() if name}
