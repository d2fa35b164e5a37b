"""What became of decisions: by their directives, or by the word of the office where there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guatu.core.actors import Actor
from guatu.meetings.models import Decision, DecisionUnit, Meeting
from guatu.meetings.queries.meetings import visible_decisions
from guatu.supervision.models import Directive
from guatu.supervision.queries.directives import visible_directives


class Standing(StrEnum):
    """How a decision stands; its mark and word are in `meetings.words`."""

    DONE = "done"
    UNDER_WAY = "under_way"
    REPLIED = "replied"  # said to be finished, waits for the check
    LATE = "late"
    NOTED = "noted"  # without a limit: nothing is owed by a day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """A unit's part in a decision; `directive` is None where there is none, or it is not for the reader."""

    unit_id: int
    label: str
    name: str
    directive: Directive | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision with its units and how it stands on a day."""

    decision: Decision
    parts: tuple[UnitPart, ...]
    standing: Standing
    has_directives: bool = False

    @property
    def is_done(self) -> bool:
        return self.standing is Standing.DONE

    @property
    def is_late(self) -> bool:
        return self.standing is Standing.LATE

    @property
    def may_settle(self) -> bool:
        """Whether the office says that it is carried out: nothing else closes it."""
        return not self.is_done and not self.has_directives

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(part.label for part in self.parts)


def decision_lines(actor: Actor, meeting: Meeting, today: date) -> list[DecisionLine]:
    """Return the decisions of a meeting that an actor sees, in their order."""
    return lines_of(actor, visible_decisions(actor, meeting).order_by("ordinal"), today)


def is_extract(meeting: Meeting, lines: Sequence[DecisionLine]) -> bool:
    """Say whether these lines are fewer than what stands: the rest is not for the reader's eyes."""
    return meeting.decisions.filter(withdrawn_at__isnull=True).count() > len(lines)


def follow_up(actor: Actor, previous: Meeting, today: date) -> list[DecisionLine]:
    """Return what a meeting looks back on: the decisions of the one before, the open ones first."""
    lines = decision_lines(actor, previous, today)
    return sorted(lines, key=lambda line: (line.is_done, not line.is_late, line.decision.ordinal))


def lines_of(actor: Actor, decisions: Iterable[Decision], today: date) -> list[DecisionLine]:
    """Return decisions with their standing, which counts every directive, seen or not."""
    rows = list(decisions)
    named: defaultdict[int, list[DecisionUnit]] = defaultdict(list)
    units = DecisionUnit.objects.filter(decision__in=rows).select_related("unit", "directive")
    for one in units.order_by("decision", "position"):
        named[one.decision_id].append(one)
    ids = [one.directive_id for found in named.values() for one in found if one.directive_id]
    seen = set(visible_directives(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        DecisionLine(
            decision=row,
            parts=tuple(
                UnitPart(
                    unit_id=one.unit_id,
                    label=one.unit.label,
                    name=one.unit.name,
                    directive=one.directive if one.directive_id in seen else None,
                )
                for one in named[row.pk]
            ),
            has_directives=any(one.directive_id for one in named[row.pk]),
            standing=standing(row, [one.directive for one in named[row.pk] if one.directive], today),
        )
        for row in rows
    ]  # fmt: skip


def standing(row: Decision, directives: Sequence[Directive], today: date) -> Standing:
    """Return how a decision stands: as late as the latest of its directives that are open."""
    if row.settled_on is not None:
        return Standing.DONE
    if not directives:
        if row.limit_on is None:
            return Standing.NOTED
        return Standing.LATE if row.limit_on < today else Standing.UNDER_WAY
    return of_directives([one for one in directives if one.is_open], today)


def of_directives(running: Sequence[Directive], today: date) -> Standing:
    """Return how the directives of a decision stand that are still open."""
    if not running:
        return Standing.DONE
    if any(one.limit_on < today for one in running):
        return Standing.LATE
    if all(one.state == Directive.State.REPLIED for one in running):
        return Standing.REPLIED
    return Standing.UNDER_WAY
