"""What the lines of an old ledger come to: values of entries, and questions that a person answers first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from guatu.core.adopting import Meaning, OldLine, Sureness, read_day, read_start, read_units
from guatu.core.adopting.above import filled_by, numbers_apart, unit_above
from guatu.core.adopting.columns import HELPS
from guatu.core.adopting.days import DayReading, with_month
from guatu.core.adopting.lines import masked
from guatu.core.kinds import KindDefinition
from guatu.core.planreading.lexicon import duties as labels
from guatu.core.returned import NO_RESULT_SIGN, joined
from guatu.core.unitnames import MatchKind, NameMatch, match_unit_names
from guatu.ledgers.queries import definition_of
from guatu.planning.actions.leaders import find_leaders
from guatu.sheets.cellvalues import Unfit, amount_of, field_value
from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import (
    OldLedger,
    reading_of,
    sheets_before,
    sheets_beside,
)
from guatu.sheets.queries.common import Common
from guatu.sheets.queries.named import Named

LONGEST_TITLE = 300
LONGEST_HEADING = 200
LONGEST_NUMBER = 20
PROBLEM = "存在问题："  # as the reports of a unit are written, whatever the page's language
NOTHING = re.compile(
    r"[-/\\—–]*|(?:暂时?|目前|当前|本期|本周|本月|尚)?(?:暂?无|没有|未发现|不存在)(?:存在|其[他它]|新的?|明显|突出)*"
    r"的?(?:问题|困难|困难和?问题|问题和?困难|情况|事项)?"
)
ASKED_OF = frozenset({Meaning.LEAD, Meaning.SUPPORT, Meaning.SUPERVISE, Meaning.START, Meaning.DUE})
NOBODY = "nobody"  # an answer: the name is left out
SURE_NAMES = frozenset({MatchKind.EXACT, MatchKind.ALIAS})
ROLES = {Meaning.LEAD: True, Meaning.SUPPORT: False}


class About(StrEnum):
    """What a question is about."""

    UNIT = "unit"
    DAY = "day"
    START = "start"  # the day of a beginning: a month's first, where DAY has its last
    DOUBLE = "double"  # a line of the same title stands in the ledger already


READ_DAYS: Mapping[About, Callable[..., DayReading]] = {
    About.DAY: read_day,
    About.START: read_start,
}


class Remark(StrEnum):
    """What should be known of a line; none of it keeps the line from being taken."""

    NO_LEAD = "no-lead"
    NO_DUE = "no-due"
    LONG_TITLE = "long-title"
    STARTS_LATE = "starts-late"
    AMOUNT = "amount"
    FIELD = "field"
    HIDDEN = "hidden"
    TWICE = "twice"
    LEADER = "leader"
    LEAD_ABOVE = "lead-above"
    NO_RESULT = "no-result"  # a formula that shows an error
    LEAD_OTHER = "lead-other"  # what stands there names no unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a person says once for all lines in which it is written.

    `options` are the units that a name may mean, `guess` the answer that is proposed.
    """

    about: About
    text: str
    rows: tuple[int, ...]
    guess: str = ""
    options: tuple[int, ...] = ()
    is_answered: bool = False
    answer: str = ""
    why: str = ""


@dataclass(slots=True, kw_only=True)
class MeantLine:
    """One line with what it comes to; rows are counted from 1, as the file does."""

    row: int
    last_row: int
    texts: list[tuple[str, str]]
    title: str = ""
    number: str = ""
    heading: str = ""
    standard: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    place: str = ""
    amount_fen: int | None = None
    progress: str = ""
    problem: str = ""
    following: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    leads: list[tuple[int, str]] = field(default_factory=list)
    supports: list[tuple[int, str]] = field(default_factory=list)
    supervisors: list[tuple[int, str]] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    remarks: list[tuple[Remark, str]] = field(default_factory=list)
    is_left_out: bool = False

    @property
    def told(self) -> str:
        """Return what the ledger tells of how things stand: progress, problems, next steps."""
        problem = f"{PROBLEM}{self.problem}" if self.problem else ""
        return joined("\n".join(filter(None, [self.progress, problem])), self.following)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The lines of an old ledger, the questions that they raise, and the rows without a title."""

    ledger: OldLedger
    lines: list[MeantLine]
    questions: list[Question]
    untitled: list[int]

    @property
    def open_questions(self) -> list[Question]:
        return [one for one in self.questions if not one.is_answered]

    @property
    def taken(self) -> list[MeantLine]:
        return [line for line in self.lines if not line.is_left_out]


def meant(adoption: Adoption) -> Meant:
    """Return what an old ledger comes to with all that was said of it so far: a fixed number of reads."""
    common = Common(adoption.campaign)
    for one in sheets_before(adoption) if len(adoption.sheets) > 1 else ():
        if one.kind_id == adoption.kind_id:
            own = _Meaning(one, reading_of(one), common).titles()
            common.standing(one.kind_id).update(map(entry_title, own))
    return read_sheet(adoption, common)


def meant_beside(adoption: Adoption) -> dict[int, Meant]:
    """Return what each sheet of a file comes to that waits as this one does, by its id: each read once."""
    common = Common(adoption.campaign)
    found: dict[int, Meant] = {}
    for one in sheets_beside(adoption):
        found[one.pk] = read_sheet(one, common)
        common.standing(one.kind_id).update(line.title for line in found[one.pk].lines)
    return found


def read_sheet(adoption: Adoption, common: Common) -> Meant:
    ledger = reading_of(adoption)
    if ledger.head is None:
        return Meant(ledger=ledger, lines=[], questions=[], untitled=[])
    return _Meaning(adoption, ledger, common).read()


class _Meaning:
    """One reading of a ledger: it asks each question once."""

    def __init__(self, adoption: Adoption, ledger: OldLedger, common: Common) -> None:
        self.adoption = adoption
        self.common = common
        self.ledger = ledger
        self.kind: KindDefinition = definition_of(adoption.kind)
        self.answers: Mapping[str, Mapping[str, str]] = adoption.answers
        self.year = adoption.campaign.starts_on.year
        self.heads = [guess.head for guess in ledger.guesses]
        self.places: defaultdict[str, list[int]] = defaultdict(
            list
        )  # of columns, by what they hold
        for at, meaning in enumerate(ledger.meanings):
            self.places[meaning].append(at)
        self.declared = [one for one in self.kind.fields if one.key in self.places]
        self.asked: defaultdict[tuple[About, str], list[int]] = defaultdict(list)
        self.known: dict[str, NameMatch] = {}

    def read(self) -> Meant:
        titled = list(zip(self.ledger.lines, self.titles(), strict=True))
        cells = [self.duties(line) for line, title in titled if title]
        names = [name for duty in cells for name in duty.units]
        self.known = match_unit_names(names, self.common.names)
        lines = [
            self.line(line, title, duty)
            for (line, title), duty in zip([one for one in titled if one[1]], cells, strict=True)
        ]
        self.doubles(lines)
        for line in lines:
            if missing := find_leaders(line.leaders, self.common.leaders)[1]:
                line.remarks.append((Remark.LEADER, "、".join(missing)))
        return Meant(
            ledger=self.ledger,
            lines=lines,
            questions=self.questions(),
            untitled=[line.row + 1 for line, title in titled if not title],
        )

    def titles(self) -> list[str]:
        """Return the title of each line, without its number where no column has the numbers."""
        titles = [self.words(line, Meaning.TITLE) for line in self.ledger.lines]
        return titles if self.places.get(Meaning.NUMBER) else numbers_apart(titles)

    def words(self, line: OldLine, meaning: str) -> str:
        """Return the texts of all columns of a meaning, each on its own line, none twice.

        A formula without a result says nothing; of a unit or a day a person is asked.
        """
        texts = [line.texts[at] for at in self.places.get(meaning, ()) if line.texts[at]]
        if meaning not in ASKED_OF:
            texts = [text for text in texts if not NO_RESULT_SIGN.fullmatch(text)]
        return "\n".join(dict.fromkeys(texts)) if len(texts) > 1 else "".join(texts)

    def duties(self, line: OldLine) -> Named:
        """Return the names of who leads, supports and supervises, as written, and leaders among them."""
        named = Named()
        for meaning, is_lead in ROLES.items():
            for at in self.places.get(meaning, ()):
                first_leads = is_lead and not self.names_leads(at)
                read = read_units(line.texts[at], leads=is_lead, first_leads=first_leads)
                named.put(read, self.common.leaders, named.leads if is_lead else named.supports)
        if not any((named.leads, named.leaders, self.places.get(Meaning.LEAD))):
            named.leads.extend(self.led_above(line))
        watchers = read_units(self.words(line, Meaning.SUPERVISE), leads=True)
        named.put_watchers(watchers, self.common.leaders)
        return named

    def led_above(self, line: OldLine) -> list[str]:
        """Return the unit that stands over a line where no column names who leads.

        Its heading, a line over the head (责任单位：…), or the name of its sheet.
        """
        above = [*reversed(line.headings), self.filled_by, self.ledger.grid.title]
        return [name for text in above if (name := unit_above(text))][:1]

    @cached_property
    def filled_by(self) -> str:
        """Return the unit that a line over the head names."""
        return filled_by(self.ledger.grid, self.ledger.head) if self.ledger.head else ""

    def names_leads(self, column: int) -> bool:
        """Say whether a column's head says that all its names lead: 牵头单位, and not 责任单位, 牵头/配合单位."""
        head = self.heads[column]
        if HELPS.search(head):  # 牵头/配合单位
            return False
        return "牵头" in head or any(word in head for word in labels.LEAD_LABELS)

    def line(self, old: OldLine, title: str, duty: Named) -> MeantLine:
        one = MeantLine(row=old.row + 1, last_row=old.last_row + 1, texts=self.kept(old))
        one.title = entry_title(title)
        one.number = self.words(old, Meaning.NUMBER).replace("\n", " ")[:LONGEST_NUMBER]
        columns = [t.replace("\n", " ") for t in (*old.headings, self.words(old, Meaning.HEADING))]
        one.heading = " / ".join(filter(None, columns))[:LONGEST_HEADING]
        one.standard = self.words(old, Meaning.STANDARD)
        one.place = self.words(old, Meaning.PLACE).replace("\n", " ")[:200]
        one.progress = masked(self.words(old, Meaning.PROGRESS))
        one.problem = masked(said(self.words(old, Meaning.PROBLEM)))
        one.following = masked(said(self.words(old, Meaning.NEXT)))
        told = self.words(old, Meaning.LEADER).replace("\n", "、").split("、")
        one.leaders = unique([*told, *duty.leaders])
        one.leads = self.units(unique(duty.leads), one.row)
        one.supports = self.units(unique(duty.supports), one.row)
        one.supervisors = self.units(unique(duty.supervisors), one.row)
        self.set_days(one, old)
        self.set_values(one, old)
        if one.title != (whole := " ".join(title.split())):
            one.standard = "\n".join(filter(None, [whole, one.standard]))
            one.remarks.append((Remark.LONG_TITLE, ""))
        if old.is_hidden:
            one.remarks.append((Remark.HIDDEN, ""))
        for head, text in one.texts:
            if NO_RESULT_SIGN.fullmatch(text):
                one.remarks.append((Remark.NO_RESULT, f"{head}：{text}"))
        self.remark_lead(one, old, duty)
        return one

    def remark_lead(self, one: MeantLine, old: OldLine, duty: Named) -> None:
        """Say where a line's lead is not what a cell of its own says; of a name still asked nothing is said."""
        written = said(self.words(old, Meaning.LEAD))
        answered = self.answers.get(About.UNIT, {})
        if one.leads and not self.places.get(Meaning.LEAD) and self.led_above(old) == duty.leads:
            one.remarks.append((Remark.LEAD_ABOVE, duty.leads[0]))
        elif not one.leads and not written:
            one.remarks.append((Remark.NO_LEAD, ""))
        elif not one.leads and all(name in answered for name in duty.leads):
            one.remarks.append((Remark.LEAD_OTHER, written))

    def kept(self, old: OldLine) -> list[tuple[str, str]]:
        """Return every cell with its head, as it was, but those that are not taken.

        Numbers of persons are masked, but in a column of them that somebody chose to take.
        """
        left = self.places.get(Meaning.LEAVE, ())
        return [
            (head, text if self.ledger.guesses[at].is_private else masked(text))
            for at, (head, text) in enumerate(zip(self.heads, old.texts, strict=True))
            if text and at not in left
        ]

    def units(self, names: Iterable[str], row: int) -> list[tuple[int, str]]:
        """Return the units that names mean; those that a person must tell are asked for."""
        found: dict[int, str] = {}
        for name in names:
            match = self.known[name]
            if match.kind in SURE_NAMES and len(match.unit_ids) == 1:
                found.setdefault(match.unit_ids[0], name)
                continue
            self.asked[About.UNIT, name].append(row)
            for unit_id in answered_units(self.answers.get(About.UNIT, {}).get(name, "")):
                found.setdefault(unit_id, name)
        return list(found.items())

    def set_days(self, one: MeantLine, old: OldLine) -> None:
        one.starts_on = self.day(self.time(old, Meaning.START), one.row, about=About.START)
        text = self.time(old, Meaning.DUE)
        one.due_on = self.day(text, one.row)
        reading = read_day(text, year=self.year)
        one.starts_on = one.starts_on or (reading.first if one.due_on == reading.day else None)
        if one.due_on is None:
            one.remarks.append((Remark.NO_DUE, text))
        elif one.starts_on is not None and one.starts_on > one.due_on:
            one.remarks.append((Remark.STARTS_LATE, one.starts_on.isoformat()))
            one.starts_on = None

    def time(self, old: OldLine, meaning: Meaning) -> str:
        """Return what a line says of a day; a mere number means what the head over it says: 完成月份 6."""
        told = [self.heads[at] for at in self.places.get(meaning, ()) if old.texts[at]]
        text = self.words(old, meaning)
        return with_month(text, told[0]) if len(told) == 1 else text

    def day(self, text: str, row: int, *, about: About = About.DAY) -> date | None:
        reading = READ_DAYS[about](text, year=self.year)
        if reading.sureness in {Sureness.SURE, Sureness.NONE}:
            return reading.day
        self.asked[about, text].append(row)
        said = self.answers.get(about, {}).get(text)
        return date.fromisoformat(said) if said else None

    def set_values(self, one: MeantLine, old: OldLine) -> None:
        for at in self.places.get(Meaning.AMOUNT, ()):
            if old.texts[at]:
                one.amount_fen = amount_of(old.texts[at], self.heads[at])
                if one.amount_fen is None:
                    one.remarks.append((Remark.AMOUNT, old.texts[at]))
        for declared in self.declared:
            text = self.words(old, declared.key)
            if not text:
                continue
            value = field_value(declared, text, year=self.year)
            if isinstance(value, Unfit):
                one.remarks.append((Remark.FIELD, f"{declared.name.zh}：{text[:40]}"))
            else:
                one.fields[declared.key] = value

    def doubles(self, lines: Sequence[MeantLine]) -> None:
        """Ask of lines whose title stands in the ledger already; mark those that stand here twice."""
        standing = self.common.standing(self.adoption.kind_id)
        seen: dict[str, int] = {}
        for line in lines:
            if line.title in standing:
                self.asked[About.DOUBLE, line.title].append(line.row)
                said = self.answers.get(About.DOUBLE, {}).get(line.title, NOBODY)
                line.is_left_out = said == NOBODY
            first = seen.setdefault(line.title, line.row)
            if first != line.row:
                line.remarks.append((Remark.TWICE, str(first)))

    def questions(self) -> list[Question]:
        found = []
        for (about, text), rows in self.asked.items():
            said = self.answers.get(about, {})
            guess, options, why = self.proposal(about, text)
            found.append(
                Question(
                    about=about,
                    text=text,
                    rows=tuple(rows),
                    guess=guess,
                    options=options,
                    is_answered=text in said,
                    answer=said.get(text, guess),
                    why=why,
                )
            )
        order = list(About)
        return sorted(found, key=lambda one: (order.index(one.about), one.rows[0]))

    def proposal(self, about: About, text: str) -> tuple[str, tuple[int, ...], str]:
        """Return the answer that is proposed, the units to choose from, and why it is asked."""
        if about is About.UNIT:
            match = self.known[text]
            ids = match.unit_ids
            if match.kind is MatchKind.GROUP:
                return ",".join(map(str, ids)), ids, match.kind.value
            return (str(ids[0]) if ids else ""), ids, match.kind.value
        if about in READ_DAYS:
            reading = READ_DAYS[about](text, year=self.year)
            own = self.adoption.campaign
            edge = own.starts_on if about is About.START else own.ends_on
            day = edge if reading.sureness is Sureness.LASTING else reading.day
            is_start = reading.sureness is Sureness.LASTING and about is About.START
            why = "lasting-start" if is_start else reading.sureness.value
            return (day.isoformat() if day else ""), (), why
        return NOBODY, (), "double"


def entry_title(words: str) -> str:
    """Return the title of an entry by the words of its line: what is too long for one is cut."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_TITLE else f"{plain[: LONGEST_TITLE - 1]}…"


def answered_units(answer: str) -> list[int]:
    """Return the ids of an answer: one unit, several of a group, or none."""
    return [int(part) for part in answer.split(",") if part.isascii() and part.isdigit()]


def said(text: str) -> str:
    """Return words, or nothing where a cell says that there is nothing."""
    return "" if NOTHING.fullmatch(text.strip().rstrip("。.；;")) else text


def unique(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(text.strip() for text in texts) if text]
