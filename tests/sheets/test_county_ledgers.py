"""The set of known answers for old ledgers: how much of each is read right before anybody said anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from countycases import county_ledgers
from countyledgers import LETTERS, County
from worlds import World, install_kinds, make_campaign, make_unit

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.interchange.grids import read_grids
from guatu.ledgers.models import Kind
from guatu.ledgers.queries import definition_of
from guatu.sheets.actions.adopting import choose_sheet, understood
from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import first_reading
from guatu.sheets.queries.meant import About, Meant, MeantLine, meant

# How ledgers are read; what is written of them, test_adopting writes on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

CASES = county_ledgers()
OTHER_UNITS = ("区城管局", "区水利局", "城东街道")
ASPECTS = ("sheet", "head", "columns", "titles", "leads", "supports", "days", "headings")


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_kinds()
    for name in OTHER_UNITS:
        kind = Unit.Kind.TOWNSHIP if name.endswith("街道") else Unit.Kind.DEPARTMENT
        make_unit(name, kind=kind, parent=world.district)
    return make_campaign(world.district, slug="year")


def read(case: County, campaign: Campaign) -> tuple[Adoption, Meant]:
    grids = read_grids(case.payload, name=case.file_name, joins=True)
    kind = Kind.objects.get(code="task")
    place = choose_sheet(grids)
    reading = first_reading(grids[place], definition_of(kind), campaign)
    row = Adoption(
        campaign=campaign, kind=kind, sheet=place, grid=grids[place].stored(), **understood(reading)
    )
    return row, meant(row)


def answers(
    case: County, row: Adoption, found: Meant, names: dict[int, str]
) -> dict[str, list[tuple[object, object]]]:
    """Return of each aspect what should be read and what is, one pair a column or a row."""
    lines = found.lines

    def pairs(expected: Sequence[object], actual: Sequence[object]) -> list[tuple[object, object]]:
        longest = max(len(expected), len(actual))
        fill = [None] * longest
        return list(zip([*expected, *fill][:longest], [*actual, *fill][:longest], strict=True))

    return {
        "sheet": [(case.sheet, row.sheet)],
        "head": [(case.head, (row.head_first + 1, row.head_last + 1))],
        "columns": pairs([LETTERS[letter] for letter in case.columns], row.meanings),
        "titles": pairs(case.titles, [line.title for line in lines]),
        "leads": pairs(case.leads, [tuple(names[pk] for pk, _ in one.leads) for one in lines]),
        "supports": pairs(
            case.supports, [tuple(names[pk] for pk, _ in one.supports) for one in lines]
        ),
        "days": [
            (due, line.due_on or proposed(found, line))
            for line, due in zip(lines, case.dues, strict=False)
            if due is not None
        ],
        "headings": pairs(case.headings or (), [one.heading for one in lines])
        if case.headings
        else [],
    }


def proposed(found: Meant, line: MeantLine) -> date | None:
    """Return the day that is proposed where the words of a row do not quite say one."""
    asked = (q for q in found.questions if q.about is About.DAY and line.row in q.rows and q.guess)
    return next((date.fromisoformat(one.guess) for one in asked), None)


def test_there_are_many_shapes() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_county_ledgers_are_read_as_known(campaign: Campaign) -> None:
    names = {unit.pk: unit.short_name or unit.name for unit in Unit.objects.all()}
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    wrong: list[str] = []
    for case in CASES:
        row, found = read(case, campaign)
        for aspect, pairs in answers(case, row, found, names).items():
            of[aspect] += len(pairs)
            right[aspect] += sum(expected == actual for expected, actual in pairs)
            wrong += [
                f"{case.name} {aspect} {at}: want {expected}, got {actual}"
                for at, (expected, actual) in enumerate(pairs)
                if expected != actual
            ]
    table = [f"{a:10} {right[a]:4} of {of[a]:4}  {right[a] / of[a]:7.2%}" for a in ASPECTS]
    sys.stderr.write("\n".join([f"{len(CASES)} ledgers", *table, *wrong, ""]))

    assert wrong == []
