"""Holidays and make-up days: the office keeps a year, and every limit follows it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from worlds import World

from guatu.accounts.actions.workdays import set_workdays
from guatu.accounts.forms.workdays import HEADS, from_sheet, read
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.calendars import after_working_days
from guatu.core.documents import Document
from guatu.core.grids import rows_of, under_head
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.shell.models import CalendarYear
from guatu.shell.workdays import SpecialDay, covered_to, special_days, work_calendar

pytestmark = pytest.mark.django_db

NEW_YEAR = SpecialDay(day=date(2027, 1, 1), is_worked=False, name="元旦")  # a Friday


def test_a_year_that_the_office_keeps_counts_at_once() -> None:
    before = after_working_days(date(2026, 12, 31), 1, work_calendar())
    set_workdays(SYSTEM, 2027, [NEW_YEAR], version=0, source="通知")

    assert before == date(2027, 1, 1)
    assert after_working_days(date(2026, 12, 31), 1, work_calendar()) == date(2027, 1, 4)
    assert covered_to(special_days()) == 2027
    assert AuditEvent.objects.get().act == "workdays.set"


def test_the_offices_year_takes_the_place_of_the_built_in_one() -> None:
    set_workdays(SYSTEM, 2026, [], version=0)

    assert work_calendar().is_working_day(date(2026, 10, 1))
    assert special_days()[2025]


@pytest.mark.parametrize(
    "days",
    [
        [SpecialDay(day=date(2028, 1, 1), is_worked=False)],
        [NEW_YEAR, NEW_YEAR],
        [SpecialDay(day=date(2027, 1, 4), is_worked=True)],
    ],
    ids=["another-year", "twice", "worked-anyway"],
)
def test_a_table_that_cannot_be_is_refused(days: list[SpecialDay]) -> None:
    with pytest.raises(InvalidState):
        set_workdays(SYSTEM, 2027, days, version=0)

    assert not CalendarYear.objects.exists()


def test_two_who_edit_one_year_do_not_overwrite_each_other() -> None:
    set_workdays(SYSTEM, 2027, [NEW_YEAR], version=0)
    for version in (0, 7):
        with pytest.raises(Stale):
            set_workdays(SYSTEM, 2027, [], version=version)

    assert special_days()[2027] == (NEW_YEAR,)


@pytest.mark.parametrize("who", ["security", "liaison", "leader", "unit_admin"])
def test_others_do_not_keep_the_table(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_workdays(world.actor(who), 2027, [NEW_YEAR], version=0)
    assert world.client(who).get("/accounts/workdays/").status_code == 403


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(world: World) -> None:
    client = world.client("office")
    page = "/accounts/workdays/?year=2027"
    fields = {
        "version": 0, "source": "通知", "first-0": "2027-02-06", "last-0": "2027-02-01",
        "kind-0": "off", "name-0": "春节",
    }  # fmt: skip
    refused = client.post(page, fields)
    assert refused.status_code == 422
    assert "2027-02-06" in refused.content.decode()
    assert client.post(page, fields | {"last-0": "2027-02-12"}).status_code == 302

    assert len(special_days()[2027]) == 7
    stale = client.post(page, fields | {"last-0": "2027-02-10"})
    assert stale.status_code == 412
    assert 'value="2027-02-10"' in stale.content.decode()


def test_a_sheet_fills_the_form_and_writes_nothing(world: World) -> None:
    text = "日期,结束日期,类型,名称\n2027年2月5日,2027/2/11,放假,春节\n2027-02-13,,上班,\n"
    sheet = SimpleUploadedFile("安排.csv", text.encode("gb18030"))
    shown = world.client("system").post("/accounts/workdays/?year=2027", {"sheet": sheet})

    assert 'value="2027-02-11"' in shown.content.decode()
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("放假调休", "off"),
        ("不上班", "off"),
        ("调休上班", "worked"),
        ("补班", "worked"),
        ("调休", ""),
    ],
)
def test_a_cell_says_off_or_worked_or_is_asked_about(word: str, kind: str) -> None:
    headed = under_head(rows_of(Document(text=f"日期,类型\n2027-02-05,{word}\n")), HEADS)
    assert headed is not None
    rows = from_sheet(headed)
    _days, checked = read(rows)

    assert rows[0].kind == kind
    assert bool(checked[0].problem) is (kind == "")


def test_a_row_whose_day_is_not_understood_is_not_lost(world: World) -> None:
    sheet = SimpleUploadedFile("安排.csv", "日期,类型,名称\n2月5日,放假,春节\n".encode("gb18030"))
    client = world.client("system")
    shown = client.post("/accounts/workdays/?year=2027", {"sheet": sheet}).content.decode()
    assert 'type="text" name="first-0" value="2月5日"' in shown

    fields = {"version": 0, "first-0": "", "kind-0": "off", "name-0": "春节"}
    assert client.post("/accounts/workdays/?year=2027", fields).status_code == 422
    assert (
        client.post("/accounts/workdays/?year=2027", fields | {"gone-0": "on"}).status_code == 302
    )


def test_the_coming_year_is_missed(world: World) -> None:
    year = date.today().year  # noqa: DTZ011 the page goes by the same day
    set_workdays(SYSTEM, year, [], version=0)
    shown = world.client("office").get("/accounts/workdays/").content.decode()

    assert f"尚无 {year + 1} 年的安排" in shown
