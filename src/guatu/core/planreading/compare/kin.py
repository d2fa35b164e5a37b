"""What a newly loaded plan is to one that is known, as far as titles and words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.planreading.compare.clauses import Outcome, compare_clauses, identity_of
from guatu.core.planreading.compare.likeness import grams_of, share_of

YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
YEAR_RANGE = re.compile(r"(20\d\d)\s*[-~至到]\s*(20\d\d)")
CORRECTED = re.compile(r"(?:修订|修正|更正|修改|调整|勘误)(?:版|稿|本|后)?")
SPECIAL = re.compile(r"专项|子方案|分方案|实施细则|配套方案")
PAPER = re.compile(r"关于印发|的通知|\(.*?\)|《|》|工作|实施|行动|方案|计划|意见")
NAMED = re.compile(r"《([^《》]{4,80})》")
SHINGLE = 6  # characters: long enough that two plans of one county do not share them by chance
MOST_SHINGLES = 40_000
ALL_ONE = 0.95
FURNITURE = 0.03  # the share of a page's furniture in what a browser or a printer saves
MOSTLY_ONE = 0.5
SOME_OF_IT = 0.2
LIKE_TITLE = 0.75
FEWEST = 40  # shingles; the words of a shorter text say little


class Kin(StrEnum):
    """What a plan is to another."""

    SAME = "same"  # the same plan out of another file
    CORRECTION = "correction"
    SUCCESSOR = "successor"  # next year's
    SPECIAL = "special"  # 专项方案 under a 总方案
    NONE = "none"


class Ground(StrEnum):
    """Why a relation is suggested."""

    WORDS = "words"  # `value`: the share of words in common, in percent
    TITLE = "title"
    ISSUER = "issuer"
    YEARS = "years"  # `value`: both years, as 2025 → 2026
    NAMES_IT = "names-it"
    SAYS_CORRECTED = "says-corrected"
    SAYS_SPECIAL = "says-special"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A plan by what relations are told from."""

    key: int
    title: str
    issuer: str = ""
    text: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A known plan, what the new one seems to be to it, and why. `share` is in percent."""

    key: int
    kin: Kin
    share: int
    score: int
    grounds: tuple[tuple[Ground, str], ...]


def suggestions_for(new: Paper, known: Sequence[Paper]) -> list[Suggestion]:
    """Return what a plan may be to known ones, the likeliest first; none where nothing speaks for it.

    Parameters
    ----------
    new : Paper
        The plan that was just read.
    known : sequence of Paper
        The plans it may belong to.
    """
    shingles = shingles_of(new.text)
    found = []
    for paper in known:
        suggestion = _suggestion(new, paper, _share(shingles, shingles_of(paper.text)))
        if suggestion is not None:
            found.append(suggestion)
    return sorted(found, key=lambda one: (-one.score, -one.share, one.key))


def shingles_of(text: str) -> frozenset[str]:
    """Return the runs of six characters of a text, blanks and width aside, figures left out.

    Figures are what a new version changes: without them a sentence stays the same sentence.
    """
    plain = re.sub(r"[\d.,%]+", "0", identity_of(text))[:MOST_SHINGLES]
    return frozenset(plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    if min(len(one), len(other)) < FEWEST:
        return 1.0 if one and one == other else 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def _suggestion(new: Paper, paper: Paper, share: float) -> Suggestion | None:
    grounds: list[tuple[Ground, str]] = []
    percent = int(share * 100)
    likeness = _title_likeness(new.title, paper.title)
    years = _year_of(new), _year_of(paper)
    if share >= SOME_OF_IT:
        grounds.append((Ground.WORDS, str(percent)))
    if likeness >= LIKE_TITLE:
        grounds.append((Ground.TITLE, ""))
    if new.issuer and identity_of(new.issuer) == identity_of(paper.issuer):
        grounds.append((Ground.ISSUER, ""))
    if _names(new, paper):
        grounds.append((Ground.NAMES_IT, ""))
    kin = _kin(new, paper, share=share, likeness=likeness)
    if kin is None:
        return None
    if kin is Kin.SUCCESSOR:
        grounds.append((Ground.YEARS, f"{years[1]} → {years[0]}"))
    if kin is Kin.CORRECTION and CORRECTED.search(new.title):
        grounds.append((Ground.SAYS_CORRECTED, ""))
    if kin is Kin.SPECIAL and SPECIAL.search(new.title):
        grounds.append((Ground.SAYS_SPECIAL, ""))
    score = percent + round(likeness * 50) + 10 * len(grounds)
    return Suggestion(key=paper.key, kin=kin, share=percent, score=score, grounds=tuple(grounds))


def _kin(new: Paper, paper: Paper, *, share: float, likeness: float) -> Kin | None:
    """Return what `new` seems to be; years decide between a correction and next year's plan."""
    mine, other = _year_of(new), _year_of(paper)
    is_later = mine is not None and other is not None and mine > other
    if share >= ALL_ONE and not is_later and _is_same_text(new.text, paper.text):
        return Kin.SAME
    is_like = share >= MOSTLY_ONE or (likeness >= LIKE_TITLE and share >= SOME_OF_IT)
    if is_like and not is_later and (mine == other or mine is None or other is None):
        return Kin.CORRECTION
    if is_later and (is_like or likeness >= LIKE_TITLE):
        return Kin.SUCCESSOR
    if _names(new, paper) or (SPECIAL.search(new.title) and share >= SOME_OF_IT):
        return Kin.SPECIAL
    return None


def _is_same_text(new: str, old: str) -> bool:
    """Say whether no clause was reworded and next to nothing left out: a page's furniture alone."""
    rows = compare_clauses(old, new)
    if any(row.outcome is Outcome.CHANGED for row in rows):
        return False
    apart = [row.new or row.old for row in rows if row.new is None or row.old is None]
    signs = sum(one.end - one.start for one in apart if one is not None)
    return signs <= FURNITURE * max(len(new), len(old))


def _names(new: Paper, paper: Paper) -> bool:
    """Say whether the new plan's text names the title of the other in title marks."""
    title = _core(paper.title)
    return len(title) > SHINGLE and any(
        title in _core(named) or _core(named) in title
        for named in NAMED.findall(new.text)
        if len(_core(named)) > SHINGLE
    )


def _core(title: str) -> str:
    return CORRECTED.sub("", YEAR.sub("", identity_of(title))).replace("年", "")


def _title_likeness(one: str, other: str) -> float:
    """Return how like two titles are, years and words of every plan aside."""
    first, second = (PAPER.sub("", _core(title)) for title in (one, other))
    return share_of(grams_of(first), grams_of(second)) if first and second else 0.0


def _year_of(paper: Paper) -> int | None:
    """Return the year a plan is for: of its title, else the one it was issued in."""
    title = identity_of(paper.title)
    if (span := YEAR_RANGE.search(title)) is not None:
        return int(span[1])
    years = YEAR.findall(title)
    return int(years[0]) if years else paper.year
