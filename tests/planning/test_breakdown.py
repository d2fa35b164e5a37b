"""任务分解表: every line once over all, once in each unit's own sheet; files that open and hold the same."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pytest
from django.utils import timezone
from drafts import make_confirmed
from python_calamine import CalamineWorkbook
from worlds import World, make_campaign, make_unit

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.core.tablebook import tab_names
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Duty, Entry
from guatu.planning.breakdown import book_of
from guatu.planning.models import Adjustment, Issuance, IssuanceLine
from guatu.planning.queries.breakdown import breakdown_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 1)


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_kinds()
    install_measures()
    return make_confirmed(world)


def path(campaign: Campaign, form: str = "") -> str:
    return f"/planning/{campaign.slug}/breakdown" + (f".{form}" if form else "/")


def sheets(answer: bytes) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(answer))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_line_stands_once_over_all_and_in_each_sheet_of_its_units(
    world: World, campaign: Campaign
) -> None:
    rows = breakdown_of(world.actor("office"), campaign, TODAY)
    book = book_of(rows, units=rows.units, today=TODAY)
    parts = sum(len(line.unit_ids) for line in rows.lines)

    whole, *own = book.sheets
    lines = [row for row in whole.rows if not row.is_band]
    assert len(lines) == len(rows.lines) >= Entry.objects.filter(campaign=campaign).count()
    assert sum(not row.is_band for sheet in own for row in sheet.rows) == parts
    orders = [unit.official_order for unit in rows.units]
    assert orders == sorted(orders)
    assert [sheet.tab for sheet in own] == [unit.label for unit in rows.units]


def test_a_unit_that_leads_and_supports_is_named_as_both(world: World, campaign: Campaign) -> None:
    entry = Entry.objects.filter(campaign=campaign, duties__unit=world.finance).first()
    assert entry is not None
    for role in (Duty.Role.LEAD, Duty.Role.SUPPORT):
        Duty.objects.get_or_create(
            entry=entry, unit=world.finance, role=role, defaults={"ordinal": 9}
        )

    rows = breakdown_of(world.actor("office"), campaign, TODAY)
    book = book_of(rows, units=[world.finance], today=TODAY)
    (row,) = [row for row in book.sheets[1].rows if row.cells[1:2] == (entry.title,)]

    assert row.cells[4].endswith("、责任/配合")


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_file_holds_what_the_page_shows(world: World, campaign: Campaign, form: str) -> None:
    Entry.objects.filter(campaign=campaign).update(validity=Validity.DRAFT)
    Target.objects.filter(campaign=campaign).update(validity=Validity.DRAFT)
    first = Entry.objects.filter(campaign=campaign).order_by("pk").first()
    assert first is not None
    Entry.objects.filter(pk=first.pk).update(title="=1+1")

    answer = world.client("office").get(path(campaign, form))
    page = world.client("office").get(path(campaign)).content.decode()

    assert answer.status_code == 200
    assert "=1+1" in page
    assert "征求意见稿" in page
    if form == "xlsx":
        found = sheets(answer.content)
        assert "=1+1" in [row[1] for row in found["全部"]]
        assert world.finance.label in found
        assert "分解稿" in [row[7] for row in found["全部"]]
    else:
        document = docx.Document(BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert "=1+1" in cells
        titles = [one.text for one in document.paragraphs]
        assert f"{world.finance.name} 任务分解表（征求意见稿）" in titles
        assert document.sections[0].page_width > document.sections[0].page_height


def test_a_liaison_gets_the_sheet_of_its_own_unit_alone(world: World, campaign: Campaign) -> None:
    found = sheets(world.client("liaison").get(path(campaign, "xlsx")).content)

    assert list(found) == ["全部", world.finance.label]
    mine = breakdown_of(world.actor("liaison"), campaign, TODAY).lines
    assert all(world.finance.pk in line.unit_ids for line in mine)
    assert 0 < len(mine) < len(breakdown_of(world.actor("office"), campaign, TODAY).lines)


def test_the_page_shows_one_sheet_at_a_time(world: World, campaign: Campaign) -> None:
    book = book_of(
        rows := breakdown_of(world.actor("office"), campaign, TODAY), units=rows.units, today=TODAY
    )
    place = [sheet.tab for sheet in book.sheets].index(world.finance.label) + 1
    client = world.client("office")

    whole, own, beyond = (
        client.get(f"{path(campaign)}?sheet={n}").content.decode() for n in ("", place, 9999)
    )

    assert f"{world.finance.name} 任务分解表" not in whole
    assert f"{world.finance.name} 任务分解表" in own
    assert f"{world.finance.name} 任务分解表" not in beyond


def test_a_list_on_its_way_has_a_table_of_its_own(world: World, campaign: Campaign) -> None:
    entry = Entry.objects.filter(campaign=campaign).order_by("pk").first()
    other = make_campaign(world.district)
    rows = [
        Issuance.objects.create(campaign=one, title="第二批", created_at=timezone.now())
        for one in (campaign, other)
    ]
    IssuanceLine.objects.create(issuance=rows[0], entry=entry, position=1)
    client = world.client("office")

    found = sheets(client.get(f"{path(campaign, 'xlsx')}?list={rows[0].pk}").content)

    assert [row[1] for row in found["全部"] if row[0] == "1"] == [entry.title if entry else ""]
    assert "2" not in [row[0] for row in found["全部"]]
    assert client.get(f"{path(campaign)}?list={rows[0].pk}").status_code == 200
    assert client.get(f"{path(campaign)}?list={rows[1].pk}").status_code == 404


def test_another_campaign_and_another_form_are_not_there(world: World, campaign: Campaign) -> None:
    assert world.client("office").get("/planning/none/breakdown.xlsx").status_code == 404
    assert world.client("office").get(path(campaign, "exe")).status_code == 404


def test_the_number_of_queries_does_not_grow(
    world: World, campaign: Campaign, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        breakdown_of(world.actor("office"), campaign, TODAY)
    make_unit("区统计局", parent=world.district)
    entries = list(Entry.objects.filter(campaign=campaign))
    for entry in entries:
        entry.pk = None
    Entry.objects.bulk_create(entries * 20)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        breakdown_of(world.actor("office"), campaign, TODAY)


def test_tabs_take_any_name() -> None:
    names = tab_names(["区/财政[局]", "x" * 40, "X" * 40, "", "'quoted'"])

    assert names == ["区 财政 局", "x" * 31, "X" * 29 + " 2", "-", "quoted"]
    assert len({name.casefold() for name in names}) == 5


def test_the_remark_says_what_an_adjusted_line_was(world: World, campaign: Campaign) -> None:
    entry = Entry.objects.filter(campaign=campaign).order_by("pk")[0]
    other = Entry.objects.filter(campaign=campaign).order_by("pk")[1]
    Entry.objects.filter(campaign=campaign).update(validity=Validity.IN_FORCE)
    Entry.objects.filter(pk=entry.pk).update(due_on=date(2026, 12, 31))
    Adjustment.objects.create(
        campaign=campaign, entry=entry, unit=entry.unit, kind="postpone", state="approved",
        reason="汛期", asked_at=timezone.now(), decided_at=timezone.now(), effective_on=TODAY,
        before={"due_on": "2026-06-30"}, after={"due_on": "2026-12-31"},
    )  # fmt: skip
    answer = world.client("office").get(path(campaign, "xlsx")).content
    rows = [row for row in sheets(answer)["全部"] if len(row) > 7]
    remarks = {row[1]: row[7] for row in rows}

    assert remarks[entry.title] == "延期，原2026年6月30日"
    assert remarks[other.title] == ""
