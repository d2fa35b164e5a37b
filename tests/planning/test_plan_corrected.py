"""A real plan of 12,500 characters, corrected by script: what changed is found, the rest asks nobody."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from drafts import make_confirmed
from versions import relate, settle_all
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Plan
from guatu.ledgers.actions import install_kinds
from guatu.planning.actions.merging import MergeChoices, merge_draft
from guatu.planning.models import Draft

# How a plan is matched; what is merged of it, test_merging merges on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
FIGURE = re.compile(r"(?<![\d.])(\d{2,4})(?=亿元|家|个|亩|公里|户|套)")


@pytest.fixture
def text(shared: Path) -> str:
    return (shared / "plans/echeng-2024-action-plan.txt").read_text(encoding="utf-8")


@pytest.fixture
def campaign(world: World, text: str) -> Campaign:
    install_kinds()
    install_measures()
    return make_confirmed(world, text)


def lines(campaign: Campaign) -> dict[str, int]:
    return {
        "targets": campaign.targets.count(),
        "entries": campaign.entries.count(),
        "phases": campaign.phases.count(),
        "cadences": campaign.cadences.count(),
    }


def counted(draft: Draft) -> Counter[str]:
    return Counter(draft.matches.values_list("outcome", flat=True))


def test_three_figures_are_three_changes(world: World, campaign: Campaign, text: str) -> None:
    plan, before = Plan.objects.get(), lines(campaign)
    owed = {(t.quote_start, t.quote_end): t for t in campaign.targets.all()}
    places = [m for m in FIGURE.finditer(text) if any(s <= m.start() < e for s, e in owed)][:3]
    corrected = text
    for match in reversed(places):
        figure = str(int(match[1]) + 7)
        corrected = corrected[: match.start(1)] + figure + corrected[match.end(1) :]

    draft = relate(world, corrected, plan)

    changed = draft.matches.filter(outcome="changed")
    assert len(places) == 3
    assert {(row.kind, tuple(d["field"] for d in row.differences)) for row in changed} == {
        ("target", ("value",))
    }
    assert changed.count() == 3
    assert counted(draft)["removed"] == 0
    assert draft.items.filter(state="pending").count() == 3
    assert not draft.units.filter(decision="pending").exists()
    draft = settle_all(world, draft)
    merge_draft(
        world.actor("office"), draft, draft.version, MergeChoices(issue="at_once", reason="更正")
    )
    assert lines(campaign) == before


def test_the_text_itself_with_other_blanks_changes_nothing(
    world: World, campaign: Campaign, text: str
) -> None:
    plan, before = Plan.objects.get(), lines(campaign)
    draft = relate(world, f"来源：网站转载\n{text}", plan)

    assert set(counted(draft)) == {"same"}
    assert not draft.items.filter(state="pending").exists()
    merge_draft(
        world.actor("office"), draft, draft.version, MergeChoices(issue="at_once", reason="更正")
    )
    assert lines(campaign) == before


def test_a_paragraph_left_out_takes_its_lines_along(
    world: World, campaign: Campaign, text: str
) -> None:
    task = campaign.entries.filter(kind__code="task").order_by("position")[2]
    assert task.quote_start is not None
    item = Draft.objects.get().items.get(kind="task", start=task.quote_start)
    start, end = item.fields["body_start"], item.fields["body_end"]
    inside = campaign.targets.filter(quote_start__gte=start, quote_end__lte=end).count()

    draft = relate(world, text[:start] + text[end:], Plan.objects.get())

    gone = draft.matches.filter(outcome="removed")
    assert gone.filter(entry=task).exists()
    assert gone.filter(kind="target").count() == inside
    draft = settle_all(world, draft, removed="withdraw")
    merge_draft(
        world.actor("office"), draft, draft.version, MergeChoices(issue="at_once", reason="更正")
    )
    task.refresh_from_db()
    assert task.validity == "withdrawn"
    assert campaign.entries.filter(pk=task.pk).exists()
