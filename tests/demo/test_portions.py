"""The parts of the decomposed target have figures, and their sum stays beside the whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
from demos import TODAY

from guatu.campaigns.models import Campaign, Target
from guatu.campaigns.queries.figures import states_of
from guatu.core.pace import Standing
from guatu.ledgers.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_every_part_was_told_one_of_them_late() -> None:
    general = Campaign.objects.get(slug="linlan-2026")
    parts = list(Target.objects.filter(parent__campaign=general).order_by("pk"))
    whole = parts[0].parent
    assert whole is not None
    states = states_of(parts, general, TODAY)
    (above,) = states_of([whole], general, TODAY)
    days = {state.progress.as_of for state in states}

    assert len(days) == 2
    assert max(day for day in days if day) == above.progress.as_of
    assert {state.standing for state in states} >= {Standing.ON_PACE, Standing.BEHIND}
    assert Standing.UNREPORTED not in {state.standing for state in states}
    assert above.progress.actual is not None
    told = sum(state.progress.actual or 0 for state in states)
    assert above.progress.actual * 8 < told * 10 <= above.progress.actual * 11


def test_the_months_of_a_plan_sum_to_its_year() -> None:
    """Where anything is left to plan for; to the hundredth, as people add it up."""
    general = Campaign.objects.get(slug="linlan-2026")
    found = [
        (sum(map(Decimal, fields["planned"].values())), Decimal(fields["year_amount"]) / 1_000_000)
        for fields in Entry.objects.filter(campaign=general, kind__code="project")
        .order_by("pk")
        .values_list("fields", flat=True)
        if max(fields.get("planned", {"": ""})) > f"{TODAY:%Y-%m}"
    ]

    assert len(found) > 5
    assert [planned for planned, year in found if planned < year] == []
    assert len([planned for planned, year in found if planned == year]) > 5
