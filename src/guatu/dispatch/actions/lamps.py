"""Lighting the lamps of a campaign set-wise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from guatu.audit.actions import Change
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.lamps import EntryFacts, Lamp, light
from guatu.dispatch.models import Round
from guatu.dispatch.queries.facts import Chunk, Lighting, lamp_facts, lighting_of
from guatu.ledgers.actions import Held, LampRow, write_lamps
from guatu.ledgers.actions.overrides import end_overrides, open_overrides
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.rulesets import RulesInUse

MOST_SINGLY = 5_000  # lamps that change; where more do, the whole campaign is lit in one go


def light_campaign(
    actor: Actor, campaign: Campaign, today: date, *, seen: Callable[[int], None]
) -> int:
    """Light a campaign behind the page: look first and write nothing, then write all at once.

    `seen` is told how many entries were looked at; it may raise to stop. What is to change is
    looked at again as it is written, so that what others did meanwhile counts; what they changed
    of the rest was lit by their own acts.
    """
    lighting = lighting_of(campaign, today)
    held = held_now(campaign, today, None)
    news = set(open_overrides(campaign, None).values_list("entry_id", flat=True))
    looked = 0
    for chunk in lamp_facts(lighting):
        news.update(row.entry_id for row in news_of(lighting, chunk, held))
        looked += len(chunk.facts)
        seen(looked)
        if len(news) > MOST_SINGLY:
            return recompute_lamps(actor, campaign, today)
    return recompute_lamps(actor, campaign, today, entry_ids=news) if news else 0


@transaction.atomic
def recompute_lamps(
    actor: Actor, campaign: Campaign, today: date, *, entry_ids: Collection[int] | None = None
) -> int:
    """Light the lamps of a campaign's entries (or of some) anew; return how many lamps changed.

    Only what differs from what stands is written, in one chained row; if nothing does, in none.
    What a person set is ended once its time is over, and shown in place of the computed until then.
    """
    lighting = lighting_of(campaign, today)
    ended = end_what_is_over(campaign, today, entry_ids)
    held = held_now(campaign, today, entry_ids)
    rows = [
        row
        for chunk in lamp_facts(lighting, entry_ids=entry_ids)
        for row in news_of(lighting, chunk, held)
    ]
    return write_lamps(actor, rows, today, ended=ended) if rows or ended else 0


def end_what_is_over(
    campaign: Campaign, today: date, entry_ids: Collection[int] | None
) -> list[Change]:
    rows = open_overrides(campaign, entry_ids)
    return end_overrides(rows, today, last_close_of(campaign)) if rows.exists() else []


def last_close_of(campaign: Campaign) -> datetime | None:
    rounds = Round.objects.filter(
        campaign=campaign, cadence__asks_check_ins=True, closed_at__isnull=False
    )
    return rounds.order_by("-closed_at").values_list("closed_at", flat=True).first()


def held_now(campaign: Campaign, today: date, entry_ids: Collection[int] | None) -> dict[int, Held]:
    rows = open_overrides(campaign, entry_ids).filter(from_on__lte=today)
    return {
        entry_id: Held(lamp=Lamp(lamp), until=until)
        for entry_id, lamp, until in rows.values_list("entry_id", "lamp", "until_on")
    }


def news_of(lighting: Lighting, chunk: Chunk, held: Mapping[int, Held]) -> list[LampRow]:
    """Return what differs from what stands."""
    return [
        row
        for kind, facts in chunk.facts
        if is_news(
            row := row_of(lighting.rules[kind], facts, lighting.today, held.get(facts.entry_id)),
            chunk,
        )
    ]


def row_of(rules: RulesInUse, facts: EntryFacts, today: date, held: Held | None) -> LampRow:
    (lit,) = light([facts], rules.rule_set, today)
    return LampRow(
        entry_id=lit.entry_id,
        lamp=lit.lamp,
        rule=lit.rule,
        rule_set=rules.code,
        rule_set_version=rules.version,
        inputs=dict(lit.inputs),
        held=held,
    )


def is_news(row: LampRow, chunk: Chunk) -> bool:
    stood = chunk.standing.get(row.entry_id)
    return stood is None or (
        (stood.lamp, stood.rule, stood.rule_set, stood.version, stood.inputs)
        != (row.lamp, row.rule, row.rule_set, row.rule_set_version, row.inputs)
        or (stood.shown, stood.until) != (row.shown, row.until)
    )


def relight_entry(entry: Entry) -> None:
    """Light one entry anew after a change of it, as guatu itself."""
    recompute_lamps(SYSTEM, entry.campaign, timezone.localdate(), entry_ids={entry.pk})


def light_entries(campaign: Campaign, entry_ids: Collection[int]) -> None:
    """Light entries that have come into force, as guatu itself."""
    recompute_lamps(SYSTEM, campaign, timezone.localdate(), entry_ids=entry_ids)
