"""What a kind's marks make of its sheet: sorting by a code, narrowing by a day."""

from __future__ import annotations

import pytest
from django.urls import reverse
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.kinds import KindError, read_kind
from guatu.ledgers.actions import NewEntry, insert_entries, install_kind, open_ledger
from guatu.ledgers.queries import Filters, sheet_page, visible_scope

pytestmark = pytest.mark.django_db

CASES = """\
code = "petition"
noun = "积案"
stages = { open = "化解中", closed = { name = "已化解", final = true } }
[fields]
case_code = { type = "code", name = "案号", marks = ["sort"] }
came_on = { type = "date", name = "首访日期", marks = ["filter", "sort"] }
"""


@pytest.fixture
def cases(people: World, campaign: Campaign) -> World:
    open_ledger(SYSTEM, campaign, install_kind(SYSTEM, CASES))
    rows = (("乙", "XF-003", "2025-12-31"), ("无号", "", ""), ("丙", "XF-002", "2026-01-31"))
    insert_entries(
        campaign,
        "petition",
        [
            NewEntry(
                title=title,
                fields={
                    key: value for key, value in (("case_code", code), ("came_on", day)) if value
                },
            )
            for title, code, day in rows
        ],
    )
    return people


def test_a_sheet_is_sorted_by_code_page_by_page(
    cases: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guatu.ledgers.queries.sheets.PAGE", 2)
    actor = cases.actor("office")
    scope = visible_scope(actor, campaign.slug, "petition")

    first = sheet_page(actor, scope, filters=Filters(), sort="f.case_code")
    second = sheet_page(
        actor, scope, filters=Filters(), sort="f.case_code", after=first.next_cursor
    )

    assert [row.title for row in first.rows] == ["丙", "乙"]
    assert [row.title for row in second.rows] == ["无号"]


def test_a_day_is_narrowed_by_the_months_that_the_sheet_names(
    cases: World, campaign: Campaign
) -> None:
    path = reverse("ledgers:sheet", args=[campaign.slug, "petition"])
    whole = cases.client("office").get(path).content.decode()
    january = cases.client("office").get(f"{path}?f.came_on=2026-01").content.decode()
    nowhere = cases.client("liaison").get(path)

    assert '<option value="2025-12"' in whole
    assert ("丙" in january, "乙" in january) == (True, False)
    assert "2025-12" not in nowhere.content.decode()


@pytest.mark.parametrize("code", ["9999-12", "2026-13", "2026-1", "2026-01-01", "０000-01"])
def test_a_month_that_is_none_narrows_nothing(cases: World, campaign: Campaign, code: str) -> None:
    path = reverse("ledgers:sheet", args=[campaign.slug, "petition"])

    page = cases.client("office").get(path, {"f.came_on": code}).content.decode()

    assert "乙" in page
    assert "丙" in page


@pytest.mark.parametrize("type_", ["number", "money", "series"])
def test_a_filter_that_could_ask_nothing_is_refused(type_: str) -> None:
    text = CASES + f'depth = {{ type = "{type_}", name = "数", marks = ["filter"] }}\n'

    with pytest.raises(KindError, match="bands"):
        read_kind(text, "petition.toml")
