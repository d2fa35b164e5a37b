"""What two versions of a plan ask for, side by side: which line of one is which line of the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guatu.core.planreading.compare.clauses import ClausePair, Outcome, identity_of
from guatu.core.planreading.compare.likeness import Likeness

NAME_WEIGHT = 0.6
WORDS_WEIGHT = 0.25  # its words stand in clauses that are one another's
NUMBER_WEIGHT = 0.05
VALUES_WEIGHT = 0.1
LEAST = 0.5  # below this two lines are two lines
LEAST_NAME = 0.4
CLEAR = 0.15  # how far ahead of the next best a pair has to be to count in full
DOUBT = 0.8  # what a pair that is not that far ahead counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that one version asks for.

    `values` are its fields as text; `family` parts what can never be one another (tasks, figures).
    """

    key: int
    family: str
    name: str
    number: str = ""
    start: int
    end: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePair:
    """One line in both versions, or in one; `fields` differ, `confidence` is in percent."""

    outcome: Outcome
    old: int | None = None
    new: int | None = None
    fields: tuple[str, ...] = ()
    confidence: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    score: float
    apart: int
    old: Line
    new: Line

    @property
    def rank(self) -> tuple[float, int, int, int]:
        return (-self.score, self.apart, self.old.start, self.new.start)


def compare_lines(
    old: Sequence[Line], new: Sequence[Line], clauses: Iterable[ClausePair]
) -> list[LinePair]:
    """Say which line of one version is which of the other.

    Parameters
    ----------
    old, new : sequence of Line
        What each version asks for, in the order of its text; keys are unique within each.
    clauses : iterable of ClausePair
        The clauses of both texts, aligned.

    Returns
    -------
    list of LinePair
        Each line stands in exactly one pair: those of `new` in their order, then what was removed.
    """
    partners = _Clauses(clauses)
    offers = _offers(old, new, partners)
    best = _settled(offers)
    rivals = _rivals(offers, best)
    pairs = [_pair_of(line, best.get(line.key), rivals) for line in new]
    taken = {offer.old.key for offer in best.values()}
    gone = [
        LinePair(outcome=Outcome.REMOVED, old=line.key) for line in old if line.key not in taken
    ]
    return pairs + gone


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fields that differ, width and blanks aside."""
    names = dict.fromkeys((*old, *new))
    return tuple(
        name for name in names if identity_of(old.get(name, "")) != identity_of(new.get(name, ""))
    )


def _pair_of(line: Line, offer: _Offer | None, rivals: Mapping[int, float]) -> LinePair:
    if offer is None:
        return LinePair(outcome=Outcome.ADDED, new=line.key)
    fields = differing(offer.old.values, line.values)
    is_clear = offer.score - rivals.get(line.key, 0.0) >= CLEAR
    sure = offer.score if is_clear else offer.score * DOUBT
    return LinePair(
        outcome=Outcome.CHANGED if fields else Outcome.SAME,
        old=offer.old.key,
        new=line.key,
        fields=fields,
        confidence=min(100, round(sure * 100)),
    )


def _offers(old: Sequence[Line], new: Sequence[Line], partners: _Clauses) -> list[_Offer]:
    """Return every pair of lines that may be one, by the likeness of names within a family."""
    by_key = {line.key: line for line in old}
    ordinal = {line.key: place for place, line in enumerate(old)}
    found = []
    for family in dict.fromkeys(line.family for line in new):
        wordings = {line.key: identity_of(line.name) for line in old if line.family == family}
        likeness = Likeness(wordings)
        same: dict[str, list[int]] = {}
        for key, name in wordings.items():
            same.setdefault(name, []).append(key)
        for place, line in enumerate(new):
            if line.family != family:
                continue
            name = identity_of(line.name)
            shares = dict(likeness.of(name)) | dict.fromkeys(same.get(name, ()), 1.0)
            for key, share in shares.items():
                score = _score(by_key[key], line, share, partners)
                if share >= LEAST_NAME and score >= LEAST:
                    apart = abs(ordinal[key] - place)
                    found.append(_Offer(score=score, apart=apart, old=by_key[key], new=line))
    return sorted(found, key=lambda offer: offer.rank)


def _score(old: Line, new: Line, share: float, partners: _Clauses) -> float:
    names = dict.fromkeys((*old.values, *new.values))
    equal = len(names) - len(differing(old.values, new.values))
    return (
        NAME_WEIGHT * share
        + WORDS_WEIGHT * partners.are_one(old, new)
        + NUMBER_WEIGHT * (old.number == new.number)
        + VALUES_WEIGHT * (equal / len(names) if names else 1.0)
    )


def _settled(offers: Iterable[_Offer]) -> dict[int, _Offer]:
    """Return the best offer for each new line, each old line given away once."""
    found: dict[int, _Offer] = {}
    given: set[int] = set()
    for offer in offers:
        if offer.new.key not in found and offer.old.key not in given:
            found[offer.new.key] = offer
            given.add(offer.old.key)
    return found


def _rivals(offers: Iterable[_Offer], best: Mapping[int, _Offer]) -> dict[int, float]:
    """Return the score of the next best free line for each pair: how near it came to be another."""
    given = {offer.old.key for offer in best.values()}
    rivals: dict[int, float] = {}
    for offer in offers:
        chosen = best.get(offer.new.key)
        is_free = chosen is not None and offer is not chosen and offer.old.key not in given
        if is_free:
            rivals[offer.new.key] = max(rivals.get(offer.new.key, 0.0), offer.score)
    return rivals


class _Clauses:
    """Which clauses of both texts are one, by place."""

    def __init__(self, pairs: Iterable[ClausePair]) -> None:
        known = [
            (pair.old.start, pair.old.end, pair.new.start, pair.new.end)
            for pair in pairs
            if pair.old is not None and pair.new is not None
        ]
        self._known = sorted(known)
        self._starts = [start for start, *_rest in self._known]

    def are_one(self, old: Line, new: Line) -> bool:
        """Say whether a line's words stand in a clause whose partner holds the other's."""
        at = bisect_right(self._starts, old.start) - 1
        if at < 0:
            return False
        _start, end, other, last = self._known[at]
        return old.start < end and new.start < last and new.end > other
