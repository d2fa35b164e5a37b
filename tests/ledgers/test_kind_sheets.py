"""What a kind's marks make of its sheet: sorting by a code, narrowing by a day."""

from __future__ import annotations

import pytest
from django.urls import reverse
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.kinds import KindError, read_kind
from guatu.ledgers.actions import NewEntry, insert_entries, install_kind, open_ledger
from guatu.ledgers.actions.kinds import PACKS
from guatu.ledgers.models import Entry
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


MONEY = """\
code = "village"
noun = "村集体项目"
reported = false
stages = { running = "运营", ended = { name = "结项", final = true } }
[fields]
sort = { type = "choice", name = "经营方式", choices = { lease = "发包" }, marks = ["filter", "statistic"] }
income = { type = "money", name = "年收益", measure = "元", marks = ["statistic"], bands = [50000, 100000] }
plain = { type = "money", name = "投入", marks = ["statistic"] }
[logs.income]
name = "入账"
[statistics]
income = { name = "年收益", function = "sum", of = "income", by = "sort" }
plain = { name = "投入", function = "sum", of = "plain", by = "sort" }
"""


def test_a_sum_of_money_is_told_in_the_unit_of_measure_of_its_field(
    people: World, campaign: Campaign
) -> None:
    open_ledger(SYSTEM, campaign, install_kind(SYSTEM, MONEY))
    fields = {"sort": "lease", "income": 8_600_000, "plain": 8_600_000}
    insert_entries(campaign, "village", [NewEntry(title="东岙村物业楼", fields=fields)])
    path = reverse("ledgers:sheet", args=[campaign.slug, "village"])

    page = people.client("office").get(path, {"figures": "1"}).content.decode()

    assert "合计 86,000 元" in page
    assert "合计 8.6 万元" in page
    assert "f.sort=lease" in page.split('id="figures"')[1]  # though a log has the name of the field
    assert "50,000—100,000元" in page


def test_a_unit_that_is_no_money_is_refused() -> None:
    with pytest.raises(KindError, match="元/年"):
        read_kind(MONEY.replace('measure = "元"', 'measure = "元/年"'), "village.toml")


def test_a_kind_of_one_s_own_comes_after_the_built_in_ones() -> None:
    own = read_kind(MONEY, "village.toml")

    assert own.official_order > max(
        read_kind(pack.read_text("utf-8"), pack.name).official_order
        for pack in PACKS.glob("*.toml")
    )


def test_an_entry_is_lit_when_it_is_added(people: World, campaign: Campaign) -> None:
    open_ledger(SYSTEM, campaign, install_kind(SYSTEM, MONEY))

    path = reverse("ledgers:create", args=[campaign.slug, "village"])
    people.client("office").post(path, {"title": "东岙村物业楼", "roll_up": "none"})

    assert Entry.objects.get(title="东岙村物业楼").lamp_reason is not None
