"""The workbook of a unit in a round: what it is told, what it fills in, and where all of it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from guatu.core.lamps import Lamp
from guatu.core.returned import JOINT, Cell, parted, written_share
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.cards import kinds_with_quantity, last_returns
from guatu.dispatch.queries.checkins import last_reports
from guatu.dispatch.queries.signatures import Signed
from guatu.dispatch.queries.summaries import LINE_LENGTH, SUMMARY_LENGTH
from guatu.interchange.sheets.outgoing import OutgoingBook, OutgoingColumn, Together
from guatu.ledgers.models import Duty
from guatu.ledgers.queries.kinds import definition_of, spoken
from guatu.shell.formatting import day, deadline
from guatu.shell.lamps import sign, word

KEY, VERSION = "编号（勿改）", "版本（勿改）"  # never translated: by these a row is known again
TO_CORRECT = "须改正"
PART_OF_A_KEY = "-"
Typed = Mapping[Cell, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rows of a workbook show beside the check-ins themselves, by check-in."""

    last: Mapping[int, CheckIn]
    returned: Mapping[int, Signed]
    counted: frozenset[str]  # codes of kinds with a quantity
    summaries: Collection[int]  # entries that several units report on


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The check-ins of a workbook as they go out, and what is wrong with those that came back so."""

    round: Round
    unit_name: str
    code: str
    rows: Sequence[CheckIn]
    note: str = ""
    part: tuple[int, int] = (1, 1)
    typed: Mapping[int, Typed] = field(default_factory=dict)  # in the place of what stands
    wrong: Mapping[int, Mapping[Cell, str]] = field(default_factory=dict)


def facts_of(one: Round, rows: Sequence[CheckIn]) -> Facts:
    shared = (
        CheckIn.objects.filter(round=one, role=Duty.Role.SUPPORT)
        .order_by()
        .values_list("entry_id", flat=True)
        .distinct()
    )
    return Facts(
        last=last_reports(rows),
        returned=last_returns(rows),
        counted=kinds_with_quantity(),
        summaries=frozenset(shared),
    )


def texts_of(row: CheckIn) -> dict[Cell, str]:
    """Return what a unit's cells hold of a check-in, in canonical form."""
    said, following = parted(row.said)
    return {
        Cell.UNCHANGED: "yes" if row.is_unchanged else "",
        Cell.SAID: said,
        Cell.NEXT: following,
        Cell.PROBLEM: row.problem,
        Cell.PROGRESS: written_share(row.progress),
        Cell.OUTCOME: "" if row.outcome == CheckIn.Outcome.NONE else row.outcome,
        Cell.REASON: row.missed_reason,
        Cell.MOVES_TO: row.goal_moves_to.isoformat() if row.goal_moves_to else "",
    }


def base_of(row: CheckIn) -> dict[str, Any]:
    """Return what is kept beside a workbook of one of its rows; empty cells are left out."""
    texts = {cell.value: text for cell, text in texts_of(row).items() if text}
    return {"version": row.version, "title": row.entry.title, **texts}


def key_of(code: str, check_in_id: int) -> str:
    return f"{code}{PART_OF_A_KEY}{check_in_id}"


def shown(cell: Cell, text: str) -> str:
    """Return a canonical text as the sheet shows it."""
    if cell is Cell.UNCHANGED:
        return _("Yes") if text == "yes" else text
    if cell is Cell.OUTCOME:
        return outcome_words().get(text, text)  # what was typed wrongly stays as it was typed
    return text


def outcome_words() -> dict[str, str]:
    return {CheckIn.Outcome.MET.value: _("Met"), CheckIn.Outcome.MISSED.value: _("Missed")}


def cell_titles() -> dict[Cell, str]:
    """Return the heads of the cells that a unit fills in, in the order of the columns."""
    return {
        Cell.UNCHANGED: _("No news this time"),
        Cell.SAID: _("Progress of this round"),
        Cell.NEXT: _("Next step"),
        Cell.PROBLEM: _("Problem, and what is needed of whom"),
        Cell.PROGRESS: _("Done so far (%)"),
        Cell.OUTCOME: _("Goal or node"),
        Cell.REASON: _("Why it was missed"),
        Cell.MOVES_TO: _("Goal moves to"),
    }


def longest(row: CheckIn, facts: Facts) -> int:
    """Return how many characters a unit may say of a row: a summary of others more than a report."""
    is_summary = row.role == Duty.Role.LEAD and row.entry_id in facts.summaries
    return SUMMARY_LENGTH if is_summary else LINE_LENGTH


def outgoing(sent: Sent, facts: Facts) -> OutgoingBook:
    """Return the workbook of a unit."""
    known = known_columns()
    cells = list(cell_titles())
    first = len(known)
    rows: list[tuple[str, ...]] = []
    shut: set[tuple[int, int]] = set()
    wrong: dict[tuple[int, int], str] = {}
    for place, row in enumerate(sent.rows):
        texts = sent.typed.get(row.pk) or texts_of(row)
        faults = sent.wrong.get(row.pk, {})
        filled = [shown(cell, texts.get(cell, "")) for cell in cells]
        said = [*known_texts(sent.code, row, place + 1, facts), *filled]
        rows.append((*said, named_faults(faults)) if sent.wrong else tuple(said))
        shut |= {(place, first + cells.index(cell)) for cell in not_asked(row, facts.counted)}
        wrong |= {(place, first + cells.index(cell)): text for cell, text in faults.items()}
    fault_column = (OutgoingColumn(title=TO_CORRECT, width=40),) if sent.wrong else ()
    columns = (*known, *open_columns())
    idle = {
        at for at in range(len(known), len(columns)) if shut >= {(n, at) for n in range(len(rows))}
    }
    idle |= (
        {len(known) - 1} if not any(row[len(known) - 1] for row in rows) else set()
    )  # not sent back
    idle -= {at for _place, at in wrong}  # what has to be corrected is seen
    return OutgoingBook(
        tab=sent.unit_name,
        title=title_of(sent),
        help=help_of(sent),
        columns=(
            *(
                replace(column, is_hidden=True) if at in idle else column
                for at, column in enumerate(columns)
            ),
            *fault_column,
        ),
        rows=tuple(rows),
        shut=frozenset(shut),
        wrong=wrong,
        mark=_("Simulated data") if sent.round.campaign.is_simulated else "",
        together=Together(
            columns=(first + cells.index(Cell.SAID), first + cells.index(Cell.NEXT)),
            longest=tuple(longest(row, facts) for row in sent.rows),
            told=_("Progress and next step: at most %(most)d characters together."),
            joint=JOINT,
        ),
    )


def named_faults(faults: Mapping[Cell, str]) -> str:
    """Return what is wrong with the cells of a row, each by the head of its column."""
    titles = cell_titles()
    return "；".join(f"{titles[cell]}：{text}" for cell, text in faults.items())


def not_asked(row: CheckIn, counted: Collection[str]) -> list[Cell]:
    """Return the cells that a row does not ask for: they are grey and locked."""
    found = []
    if row.entry.kind.code not in counted:
        found.append(Cell.PROGRESS)
    if row.milestone is None:
        found += [Cell.OUTCOME, Cell.REASON, Cell.MOVES_TO]
    return found


def name_title() -> str:
    """Return the head of the column that shows which item a row is."""
    return _("Entry")


def known_titles() -> list[str]:
    """Return the heads of the columns that nobody fills in."""
    return [column.title for column in known_columns()]


def known_columns() -> tuple[OutgoingColumn, ...]:
    return (
        OutgoingColumn(title=KEY, width=20, is_hidden=True),
        OutgoingColumn(title=VERSION, width=8, is_hidden=True),
        OutgoingColumn(title=_("No."), width=5),
        OutgoingColumn(title=name_title(), width=30),
        OutgoingColumn(title=_("Ledger"), width=10),
        OutgoingColumn(title=_("Our part"), width=6),
        OutgoingColumn(title=_("Due"), width=16),
        OutgoingColumn(title=_("Lamp"), width=11),
        OutgoingColumn(title=_("Goal or node of this round"), width=20),
        OutgoingColumn(title=_("Said last time"), width=28),
        OutgoingColumn(title=_("Sent back because"), width=14),
    )


def known_texts(code: str, row: CheckIn, number: int, facts: Facts) -> list[str]:
    entry, goal = row.entry, row.milestone
    returned = facts.returned.get(row.pk)
    return [
        key_of(code, row.pk),
        str(row.version),
        str(number),
        " ".join(part for part in (entry.number, entry.title) if part),
        spoken(definition_of(entry.kind).noun),
        _("lead") if row.role == Duty.Role.LEAD else _("support"),
        day(entry.due_on, year=True) if entry.due_on else "",
        f"{sign(entry.lamp)} {word(entry.lamp)}" if entry.lamp in set(Lamp) else "",
        f"{goal.title}（{day(goal.due_on)}）" if goal is not None else "",
        last_said(facts.last.get(row.pk)),
        returned.move.reason if returned is not None else "",
    ]


def last_said(last: CheckIn | None) -> str:
    if last is None:
        return ""
    return _("No news this time") if last.is_unchanged else last.said


def open_columns() -> tuple[OutgoingColumn, ...]:
    titles = cell_titles()
    words = tuple(outcome_words().values())
    options: dict[Cell, dict[str, Any]] = {
        Cell.UNCHANGED: {"width": 10, "choices": (_("Yes"),)},
        Cell.SAID: {"width": 36},  # limited with the next, by row
        Cell.NEXT: {"width": 24},
        Cell.PROBLEM: {"width": 24, "longest": LINE_LENGTH},
        Cell.PROGRESS: {"width": 9, "is_number": True},
        Cell.OUTCOME: {"width": 9, "choices": words},
        Cell.REASON: {"width": 18, "longest": LINE_LENGTH},
        Cell.MOVES_TO: {"width": 13, "told": _("Write the day as 2026-06-30.")},
    }
    return tuple(
        OutgoingColumn(title=titles[cell], is_open=True, **options[cell]) for cell in titles
    )


def title_of(sent: Sent) -> str:
    told = {
        "campaign": sent.round.campaign,
        "ordinal": sent.round.ordinal,
        "unit": sent.unit_name,
    }
    title = _("%(campaign)s, round no. %(ordinal)d: %(unit)s") % told
    number, of = sent.part
    return f"{title} ({number}/{of})" if of > 1 else title


def help_of(sent: Sent) -> tuple[str, ...]:
    until = {"until": deadline(sent.round.until), "from": day(sent.round.starts_on),
             "to": day(sent.round.last_day)}  # fmt: skip
    lines = [
        _(
            "%(from)s – %(to)s, due by %(until)s. Fill in the yellow columns alone; grey is not asked."
        )
        % until,
        _("“Yes” under “No news this time” is a whole answer. Do not upload classified material."),
        _(
            "Send it back whole (.xlsx, .xls, .et or .csv): its hidden columns say which item each row is."
        ),
    ]
    return (*lines, sent.note) if sent.note else tuple(lines)
