"""Read a plan: text in, draft out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from guatu.core.documents import Table
from guatu.core.planreading.amounts import Refused
from guatu.core.planreading.cadence import cadence_of
from guatu.core.planreading.doubles import with_doubles
from guatu.core.planreading.furniture import end_of_excerpt, furniture_of
from guatu.core.planreading.genre import is_plan
from guatu.core.planreading.head import Head, head_of
from guatu.core.planreading.issues import issues_of
from guatu.core.planreading.model import (
    Clause,
    DraftFact,
    DraftPhase,
    DraftPlan,
    DraftProject,
    DraftTarget,
    DraftTask,
    Origin,
    UnusedReason,
)
from guatu.core.planreading.origins import Origins, own_level
from guatu.core.planreading.outline import Outline, outline_of
from guatu.core.planreading.phases import phases_of
from guatu.core.planreading.projects import projects_of
from guatu.core.planreading.source import Line, Source, open_source
from guatu.core.planreading.speakers import Speakers, speakers_of, without_speaker
from guatu.core.planreading.stacked import tasks_of_stacks
from guatu.core.planreading.standards import with_standard
from guatu.core.planreading.tables.around import (
    ended_at_tables,
    outside,
    place_over,
    prose_of,
    table_lines,
    uncovered,
)
from guatu.core.planreading.tables.reader import TablesRead, read_tables
from guatu.core.planreading.targets import Reader, read_quantities
from guatu.core.planreading.tasks import tasks_of
from guatu.core.planreading.unused import unused_numbers

_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")
Found = TypeVar("Found", DraftTarget, DraftFact, DraftTask, DraftPhase, DraftProject, Clause)
Committed = TypeVar("Committed", DraftTarget, DraftTask, DraftProject)


def read_plan(text: str, tables: Sequence[Table] = ()) -> DraftPlan:
    """Read the ledgers of a campaign from the text of its plan.

    Parameters
    ----------
    text : str
        The decoded document, line ends as they stand.
    tables : sequence of Table
        The tables that the file marks, with their merged cells; a plain text has none, and what
        stands in it with tabs or pipes is read as a table too.

    Returns
    -------
    DraftPlan
        Everything found, each item with the exact words it was read from. A text that is no
        plan gives an issue, never an exception.
    """
    source = open_source(text)
    page = furniture_of(source.lines) - table_lines(source, tables)
    body = tuple(_trimmed(line) for index, line in enumerate(source.lines) if index not in page)
    head = head_of(source, body)
    title = source.cite(*head.title).quote if head.title else None
    level = own_level(head.issuer, title)
    rows = read_tables(source, body, head, tables, level=level)
    prose, lines = prose_of(source, body, rows.stretches), outside(body, rows.stretches)
    outline = outline_of(prose, lines)
    if not (rows.stretches or is_plan(prose, outline, title=title)):
        clauses = _all_clauses(source, outline, body, rows)
        return _of_no_plan(
            source, outline, page, DraftPlan(text=text, title=title, clauses=clauses)
        )
    phases = phases_of(prose, outline, year=head.year, today=head.issued_on)
    stretches = _stretches(lines, head, outline)
    found = projects_of(prose, stretches)
    reader = Reader(
        source=prose, outline=outline, year=head.year, year_end=head.year_end, taken=found.amounts
    )
    ledger = read_quantities(reader, stretches)
    tasks = ended_at_tables(source, tasks_of(prose, outline, year=head.year), rows.stretches)
    stacked = tasks_of_stacks(source, year=head.year, taken=rows.stretches)
    origins = Origins(source=source, outline=outline, level=level)
    draft = DraftPlan(
        text=text,
        title=title,
        issuer=head.issuer,
        issued_on=head.issued_on,
        targets=_in_order([*map(origins.of_figure, [*ledger.targets, *rows.found.targets])]),
        facts=_in_order([*ledger.facts, *rows.found.facts]),
        tasks=_in_order(
            [
                with_standard(source, origins.of_task(task))
                for task in (*tasks, *stacked, *rows.found.tasks)
            ]
        ),
        phases=_in_order([*phases, *rows.found.phases]),
        projects=_in_order(
            [*map(origins.of_figure, _each_once([*rows.found.projects, *found.projects]))]
        ),
        cadence=tuple(cadence_of(prose, stretches)),
        clauses=_all_clauses(source, outline, body, rows),
    )
    doubled_tasks, doubled_projects = with_doubles(draft.tasks, draft.projects)
    draft = replace(draft, tasks=doubled_tasks, projects=doubled_projects)
    draft = _spoken(draft, speakers_of(source, body))
    unused = unused_numbers(
        source,
        draft,
        outline,
        refused=[*ledger.refused, *rows.found.refused],
        used=[*ledger.used, *found.amounts, *rows.found.used],
        page=page,
    )
    return replace(draft, unused=tuple(unused), issues=tuple(issues_of(draft)))


def _spoken(draft: DraftPlan, speakers: Speakers) -> DraftPlan:
    """Say of each commitment which body makes it; what a unit promises itself is a pledge (T15)."""
    if not speakers.starts:
        return draft
    return replace(
        draft,
        targets=tuple(_said_by(one, speakers) for one in draft.targets),
        tasks=tuple(_said_by(one, speakers) for one in draft.tasks),
        projects=tuple(_said_by(one, speakers) for one in draft.projects),
    )


def _said_by(item: Committed, speakers: Speakers) -> Committed:
    speaker = speakers.at(item.start)
    if speaker is None:
        return item
    origin = Origin.PLEDGED if item.origin is Origin.OWN else item.origin
    said = replace(item, speaker=speaker, origin=origin)
    if isinstance(said, DraftTarget):
        return replace(said, indicator=without_speaker(said.indicator, speaker))
    return said


def _of_no_plan(
    source: Source, outline: Outline, page: frozenset[int], draft: DraftPlan
) -> DraftPlan:
    """Give what is left of a novel or a law: its clauses, its numbers with their reason."""
    whole = Refused(start=0, end=len(source.text), reason=UnusedReason.NO_PLAN)
    unused = unused_numbers(source, draft, outline, refused=[whole], used=[], page=page)
    return replace(draft, unused=tuple(unused), issues=tuple(issues_of(draft)))


def _trimmed(line: Line) -> Line:
    length = end_of_excerpt(line.text)
    return (
        Line(start=line.start, end=line.start + length, text=line.text[:length]) if length else line
    )


def _stretches(body: tuple[Line, ...], head: Head, outline: Outline) -> list[tuple[int, int]]:
    """Cut the body at the numbers of its items, headline apart."""
    nodes = sorted(outline.nodes, key=lambda node: node.start)
    stretches = []
    for line in body:
        if head.title and (line.start, line.end) == head.title:
            continue
        at = line.start
        first = bisect_left(nodes, line.start, key=lambda node: node.start)
        for node in nodes[first : bisect_left(nodes, line.end, key=lambda node: node.start)]:
            if node.start > at:
                stretches.append((at, node.start))
            at = node.text_start
        if at < line.end:
            stretches.append((at, line.end))
    return stretches


def _each_once(projects: list[DraftProject]) -> list[DraftProject]:
    """Keep a project that text and tables name once: where its money stands, else the first."""
    kept: dict[str, DraftProject] = {}
    for project in projects:
        known = kept.get(project.name)
        if known is None or (known.investment_yi is None and project.investment_yi is not None):
            kept[project.name] = project
    return list(kept.values())


def _in_order(items: list[Found]) -> tuple[Found, ...]:
    return tuple(sorted(items, key=lambda item: item.start))


def _all_clauses(
    source: Source, outline: Outline, body: tuple[Line, ...], rows: TablesRead
) -> tuple[Clause, ...]:
    """Cut the body into sentences, and tables into rows beneath the headings around them."""
    of_rows = [
        replace(clause, path=(*_path(source, outline, place_over(body, at)), *clause.path))
        for at, clause in rows.clauses
    ]
    of_text = _clauses(source, outline, uncovered(source, body, of_rows))
    return _in_order([*of_text, *of_rows])


def _path(source: Source, outline: Outline, at: int) -> tuple[str, ...]:
    node = outline.node_at(at)
    above = reversed(list(node.lineage())) if node else ()
    return tuple(source.text[n.start : n.title_end] for n in above)


def _clauses(source: Source, outline: Outline, body: tuple[Line, ...]) -> Iterator[Clause]:
    titles = {node.start: node.title_end for node in outline.nodes}
    for line in body:
        for match in _SENTENCE.finditer(source.text, line.start, line.end):
            yield Clause(
                evidence=source.cite(match.start(), match.end()),
                path=_path(source, outline, match.start()),
                is_heading=titles.get(match.start(), -1) >= match.end() - 1,
            )
