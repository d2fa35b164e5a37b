"""Two texts of a plan side by side: which clauses stayed, moved, changed, came and went."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate

from guatu.core.planreading.compare.likeness import Likeness

CLAUSE = re.compile(r"[^。；;！!？?\r\n]+[。；;！!？?]*")
UNSEEN = re.compile(  # blanks, controls, joiners and marks of direction
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)
LEAST_LIKE = 0.45  # share of pairs of characters in common from which two clauses are one, changed
LEAST_IN_PLACE = 0.25  # where both stand alone between the same neighbours
LEAST_ELSEWHERE = 0.7  # where other clauses stand between
REACH = 2  # clauses to either side of the place within a gap, looked at whatever they say
SHORTEST_MOVED = 4  # signs: a shorter clause that stands elsewhere is another one
LONGEST_INLINE = 1500  # characters; a longer clause is compared by its two ends alone
TOKEN = re.compile(r"\d+(?:[.．,]\d+)*[%％]?|[A-Za-z]+|.", re.DOTALL)  # a figure stays whole
SHORTEST_COMMON = 2  # a single sign in common between two changes is chance


class Outcome(StrEnum):
    """What became of a clause or an item from one text to the other."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class PieceKind(StrEnum):
    """What became of a stretch within a changed clause."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stretch:
    """The words `text[start:end]` of one of the two texts."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters of a changed clause."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClausePair:
    """One clause in both texts, or in one of them; `pieces` tell a change by characters."""

    outcome: Outcome
    old: Stretch | None = None
    new: Stretch | None = None
    pieces: tuple[Piece, ...] = ()


def identity_of(text: str) -> str:
    """Return what of a text makes it this text: neither blanks nor the width of its signs.

    Parameters
    ----------
    text : str
        A clause or a whole document.

    Returns
    -------
    str
        The text in half width, without blanks, line ends and signs that are not seen; quotation
        marks and dashes are one each. Word, a browser and a text editor disagree in these alone.
    """
    folded = unicodedata.normalize("NFKC", text)
    return UNSEEN.sub("", folded.translate(_ONE_SIGN))


_ONE_SIGN = {ord(sign): '"' for sign in "“”„‟「」『』"} | {
    ord(sign): "'" for sign in "‘’‚‛"
} | {ord(sign): "-" for sign in "‐‑‒–—―─－"}  # fmt: skip


def clauses_of(text: str) -> list[Stretch]:
    """Cut a text into its clauses: at the ends of sentences and lines, blanks around left out."""
    found = []
    for match in CLAUSE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.end() - (len(words) - len(words.rstrip()))
        if end > start:
            found.append(Stretch(start=start, end=end))
    return found


def compare_clauses(old: str, new: str) -> list[ClausePair]:
    """Align the clauses of two texts.

    Parameters
    ----------
    old, new : str
        The texts; their order only decides what is called added and what removed.

    Returns
    -------
    list of ClausePair
        Every clause of both texts stands in exactly one pair. Pairs follow the new text; what was
        removed stands where it was.
    """
    before, after = clauses_of(old), clauses_of(new)
    keys = [identity_of(old[one.start : one.end]) for one in before]
    others = [identity_of(new[one.start : one.end]) for one in after]
    partner = dict(_aligned(keys, others))
    stays = _in_order(partner)
    rows: list[ClausePair] = []
    gone = iter(place for place in range(len(before)) if place not in partner)
    back = {there: here for here, there in partner.items()}
    waiting = next(gone, None)
    for there, clause in enumerate(after):
        here = back.get(there)
        if here is None:
            rows.append(ClausePair(outcome=Outcome.ADDED, new=clause))
            continue
        while here in stays and waiting is not None and waiting < here:
            rows.append(ClausePair(outcome=Outcome.REMOVED, old=before[waiting]))
            waiting = next(gone, None)
        rows.append(
            _pair(
                (old, before[here]),
                (new, clause),
                outcome=_outcome(keys[here], others[there], is_in_place=here in stays),
            )
        )
    while waiting is not None:
        rows.append(ClausePair(outcome=Outcome.REMOVED, old=before[waiting]))
        waiting = next(gone, None)
    return rows


def _outcome(one: str, other: str, *, is_in_place: bool) -> Outcome:
    if one != other:
        return Outcome.CHANGED
    return Outcome.SAME if is_in_place else Outcome.MOVED


def _pair(old: tuple[str, Stretch], new: tuple[str, Stretch], *, outcome: Outcome) -> ClausePair:
    (text, before), (other, after) = old, new
    words, others = text[before.start : before.end], other[after.start : after.end]
    pieces = inline(words, others) if outcome is Outcome.CHANGED else ()
    return ClausePair(outcome=outcome, old=before, new=after, pieces=pieces)


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return which clause of `old` is which of `new`; the same pairs whichever text comes first."""
    if (len(old), list(old)) > (len(new), list(new)):
        return [(here, there) for there, here in _aligned(new, old)]
    pairs: list[tuple[int, int]] = []
    gaps: list[tuple[range, range]] = []
    for tag, start, end, other, last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pairs += zip(range(start, end), range(other, last), strict=True)
        else:
            gaps.append((range(start, end), range(other, last)))
    pairs += _moved(old, new, gaps)
    taken = {here for here, _there in pairs}, {there for _here, there in pairs}
    return pairs + _changed(old, new, gaps, taken)


def _moved(
    old: Sequence[str], new: Sequence[str], gaps: Sequence[tuple[range, range]]
) -> list[tuple[int, int]]:
    """Return the clauses that stand word for word elsewhere, in their order."""
    places: dict[str, list[int]] = {}
    for _before, after in gaps:
        for there in after:
            places.setdefault(new[there], []).append(there)
    return [
        (here, places[old[here]].pop(0))
        for before, _after in gaps
        for here in before
        if len(old[here]) >= SHORTEST_MOVED and places.get(old[here])
    ]


def _changed(
    old: Sequence[str],
    new: Sequence[str],
    gaps: Sequence[tuple[range, range]],
    taken: tuple[set[int], set[int]],
) -> list[tuple[int, int]]:
    """Return the clauses that are one another's, worded anew: first within a gap, then anywhere."""
    left = [[place for place in before if place not in taken[0]] for before, _a in gaps]
    right = [[place for place in after if place not in taken[1]] for _b, after in gaps]
    gap_of = {place: at for at, places in enumerate(right) for place in places}
    likeness = Likeness({place: new[place] for place in gap_of})
    offers = []
    for at, places in enumerate(left):
        for nth, here in enumerate(places):
            shares = dict(likeness.of(old[here]))
            for there in _opposite(nth, len(places), right[at]):
                shares[there] = likeness.with_one(old[here], there)
            for there, share in shares.items():
                is_near = gap_of[there] == at
                if share >= (LEAST_LIKE if is_near else LEAST_ELSEWHERE):
                    offers.append((not is_near, -share, abs(here - there), here, there))
    pairs = _best(offers)
    return pairs + _alone(gaps, taken, pairs, (old, new))


def _opposite(nth: int, count: int, right: Sequence[int]) -> Sequence[int]:
    """Return the clauses that stand about where the `nth` of `count` would, within one gap."""
    middle = nth * len(right) // count
    return right[max(0, middle - REACH) : middle + REACH + 1]


def _best(offers: list[tuple[bool, float, int, int, int]]) -> list[tuple[int, int]]:
    """Return the best of the offers, each clause in one pair only."""
    pairs: list[tuple[int, int]] = []
    before: set[int] = set()
    after: set[int] = set()
    for _far, _unlike, _apart, here, there in sorted(offers):
        if here not in before and there not in after:
            before.add(here)
            after.add(there)
            pairs.append((here, there))
    return pairs


def _alone(
    gaps: Sequence[tuple[range, range]],
    taken: tuple[set[int], set[int]],
    pairs: Sequence[tuple[int, int]],
    keys: tuple[Sequence[str], Sequence[str]],
) -> list[tuple[int, int]]:
    """Return single clauses left between the same neighbours: less need be like in them."""
    done = taken[0] | {here for here, _t in pairs}, taken[1] | {there for _h, there in pairs}
    found = []
    for before, after in gaps:
        left = [place for place in before if place not in done[0]]
        right = [place for place in after if place not in done[1]]
        if len(left) == len(right) == 1:
            share = Likeness({0: keys[1][right[0]]}).of(keys[0][left[0]])
            if share and share[0][1] >= LEAST_IN_PLACE:
                found.append((left[0], right[0]))
    return found


def _in_order(partner: dict[int, int]) -> set[int]:
    """Return the old clauses whose partners stand in the same order: the longest such row."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for here in sorted(partner):
        at = bisect_left(tails, partner[here])
        before[here] = ends[at - 1] if at else None
        tails[at : at + 1] = [partner[here]]
        ends[at : at + 1] = [here]
    place = ends[-1] if ends else None
    kept = set()
    while place is not None:
        kept.add(place)
        place = before[place]
    return kept


def inline(old: str, new: str) -> tuple[Piece, ...]:
    """Return how one wording becomes another, by characters; what is removed comes first.

    Parameters
    ----------
    old, new : str
        Two wordings of one clause.

    Returns
    -------
    tuple of Piece
        Without the added pieces they join to `old`, without the removed ones to `new`.
    """
    blocks = _common(old, new)
    pieces: list[Piece] = []
    here = there = 0
    for start, other, length in [*blocks, (len(old), len(new), 0)]:
        for kind, words in (
            (PieceKind.REMOVED, old[here:start]),
            (PieceKind.ADDED, new[there:other]),
            (PieceKind.SAME, old[start : start + length]),
        ):
            if words:
                pieces.append(Piece(kind=kind, text=words))
        here, there = start + length, other + length
    return tuple(pieces)


def _common(old: str, new: str) -> list[tuple[int, int, int]]:
    """Return the stretches that both wordings have, found alike whichever comes first."""
    if (len(old), old) > (len(new), new):
        return [(here, there, length) for there, here, length in _common(new, old)]
    if len(new) > LONGEST_INLINE:
        return _ends(old, new)
    before, after = (TOKEN.findall(text) for text in (old, new))
    places, others = (_places(tokens) for tokens in (before, after))
    found = []
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        here, there = places[block.a], others[block.b]
        length = places[block.a + block.size] - here
        is_end = here == there == 0 or here + length == len(old)
        if length >= SHORTEST_COMMON or (length and is_end):
            found.append((here, there, length))
    return found


def _places(tokens: Sequence[str]) -> list[int]:
    """Return where each token begins, and where the last one ends."""
    return [0, *accumulate(len(token) for token in tokens)]


def _ends(old: str, new: str) -> list[tuple[int, int, int]]:
    """Return the common beginning and end: what a very long clause is compared by."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - first
    last = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    found = [(0, 0, first)] if first else []
    return [*found, (len(old) - last, len(new) - last, last)] if last else found
