"""Sentences of a bulletin about what units say that they need."""

from __future__ import annotations

from collections.abc import Sequence

from guatu.core.official.facts import Facts, ProblemFact
from guatu.core.official.sentences import period_name
from guatu.core.official.wording import lines, quoted, sentence, shortened

PROBLEMS_NAMED = 8


def problems(facts: Facts) -> str:
    """Return what units say that they need, each a numbered paragraph."""
    told = facts.problem_count or facts.reports.problems or len(facts.problems)
    if not facts.problems:
        when = "最近一期填报中，" if facts.every else period_name(facts)
        return f"{when}各单位没有提出需要协调的问题。"
    items = by_item(facts.problems)[:PROBLEMS_NAMED]
    shown = [f"{at}.{problem_text(rows)}" for at, rows in enumerate(items, start=1)]
    more = told - sum(len(rows) for rows in items)
    when = "最近一期填报中，" if facts.every else ""
    return lines(
        [
            f"{when}各单位共提出问题{told}个{'，需要协调的主要有' if more > 0 else ''}：",
            *shown,
            f"另有{more}个问题见填报台账。" if more > 0 else "",
        ]
    )


def by_item(problems: Sequence[ProblemFact]) -> list[list[ProblemFact]]:
    """Return problems with those of one item together, where the first of them stands."""
    found: dict[tuple[int, int], list[ProblemFact]] = {}
    for at, row in enumerate(problems):
        found.setdefault((row.entry, 0 if row.entry else at), []).append(row)
    return list(found.values())


def problem_text(rows: Sequence[ProblemFact]) -> str:
    """Say what is needed for one item; several units are each named with their words."""
    first = rows[0]
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(sentence(shortened(row.text)), []).append(row.unit)
    if len(said) == 1:
        units = "、".join(dict.fromkeys(row.unit for row in rows))
        return f"{units}{quoted(first.title)}：{next(iter(said))}"
    parts = "；".join(
        f"{'、'.join(dict.fromkeys(units))}提出，{words.rstrip('。')}"
        for words, units in said.items()
    )
    return f"{quoted(first.title)}：{parts}。"
