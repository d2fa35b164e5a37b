"""Read a plan: text in, draft out."""

import re
from collections.abc import Iterator
from dataclasses import replace

from guatu.core.planreading.cadence import cadence_of
from guatu.core.planreading.furniture import end_of_excerpt, furniture_of
from guatu.core.planreading.head import Head, head_of
from guatu.core.planreading.issues import issues_of
from guatu.core.planreading.model import Clause, DraftPlan
from guatu.core.planreading.origins import Origins, own_level
from guatu.core.planreading.outline import Outline, outline_of
from guatu.core.planreading.phases import phases_of
from guatu.core.planreading.projects import projects_of
from guatu.core.planreading.source import Line, Source, open_source
from guatu.core.planreading.tables import tasks_of_tables
from guatu.core.planreading.targets import Reader, read_quantities
from guatu.core.planreading.tasks import tasks_of
from guatu.core.planreading.unused import unused_numbers

_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")


def read_plan(text: str) -> DraftPlan:
    """Read the ledgers of a campaign from the text of its plan.

    Parameters
    ----------
    text : str
        The decoded document, line ends as they stand.

    Returns
    -------
    DraftPlan
        Everything found, each item with the exact words it was read from. A text that is no
        plan gives an issue, never an exception.
    """
    source = open_source(text)
    page = furniture_of(source.lines)
    body = tuple(_trimmed(line) for index, line in enumerate(source.lines) if index not in page)
    head = head_of(source, body)
    outline = outline_of(source, body)
    phases = phases_of(source, outline, year=head.year, today=head.issued_on)
    stretches = _stretches(body, head, outline)
    found = projects_of(source, stretches)
    reader = Reader(
        source=source, outline=outline, year=head.year, year_end=head.year_end, taken=found.amounts
    )
    ledger = read_quantities(reader, stretches)
    title = source.cite(*head.title).quote if head.title else None
    origins = Origins(source=source, outline=outline, level=own_level(head.issuer, title))
    draft = DraftPlan(
        text=text,
        title=title,
        issuer=head.issuer,
        issued_on=head.issued_on,
        targets=tuple(map(origins.of_figure, ledger.targets)),
        facts=tuple(ledger.facts),
        tasks=tuple(
            sorted(
                map(
                    origins.of_task,
                    [
                        *tasks_of(source, outline, year=head.year),
                        *tasks_of_tables(source, body, year=head.year),
                    ],
                ),
                key=lambda task: task.start,
            )
        ),
        phases=tuple(phases),
        projects=tuple(map(origins.of_figure, found.projects)),
        cadence=tuple(cadence_of(source, stretches)),
        clauses=tuple(_clauses(source, outline, body)),
    )
    unused = unused_numbers(
        source,
        draft,
        outline,
        refused=ledger.refused,
        used=[*ledger.used, *found.amounts],
        page=page,
    )
    return replace(draft, unused=tuple(unused), issues=tuple(issues_of(draft)))


def _trimmed(line: Line) -> Line:
    length = end_of_excerpt(line.text)
    return (
        Line(start=line.start, end=line.start + length, text=line.text[:length]) if length else line
    )


def _stretches(body: tuple[Line, ...], head: Head, outline: Outline) -> list[tuple[int, int]]:
    """Cut the body at the numbers of its items, headline apart."""
    starts = {node.start: node.text_start for node in outline.nodes}
    stretches = []
    for line in body:
        if head.title and (line.start, line.end) == head.title:
            continue
        at = line.start
        for start in sorted(s for s in starts if line.start <= s < line.end):
            if start > at:
                stretches.append((at, start))
            at = starts[start]
        if at < line.end:
            stretches.append((at, line.end))
    return stretches


def _clauses(source: Source, outline: Outline, body: tuple[Line, ...]) -> Iterator[Clause]:
    titles = {node.start: node.title_end for node in outline.nodes}
    for line in body:
        for match in _SENTENCE.finditer(source.text, line.start, line.end):
            node = outline.node_at(match.start())
            path = (
                tuple(
                    source.text[above.start : above.title_end]
                    for above in reversed(list(node.lineage()))
                )
                if node
                else ()
            )
            yield Clause(
                evidence=source.cite(match.start(), match.end()),
                path=path,
                is_heading=titles.get(match.start(), -1) >= match.end() - 1,
            )
