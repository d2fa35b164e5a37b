"""What a column of an old ledger holds: told by its head, with a score, and with doubts where there are any."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guatu.core.adopting.meanings import EXACT, WITHIN_HEADS, Meaning
from guatu.core.adopting.timeheads import edge_of
from guatu.core.planreading.lexicon import columns as heads

CERTAIN = 100
BRACKETED = 95  # the head says it, with something in brackets behind
PART = 90  # the last part of a head of two rows says it
ABOVE = 85  # only the head above several columns says it
WITHIN = 75  # the head holds telling words
BY_CONTENT = 50  # only what stands beneath tells it
DOUBTFUL = 80  # a person is asked beneath this score


ONCE = frozenset(
    {Meaning.NUMBER, Meaning.TITLE, Meaning.START, Meaning.DUE, Meaning.AMOUNT, Meaning.PLACE}
)
_BRACKET = re.compile(r"[(\[〔【][^()\[\]〔〕【】]*[)\]〕】]")
_BRACKETS = re.compile(r"[()\[\]〔〕【】]")
_BEHIND = re.compile(r"([^()]+)\(([^()]+)\)$")
_MARKS = re.compile(r"[\s*:：·、。.,★▲]")
_NUMBER = re.compile(r"^\s*(?:[①-⑳⑴-⒇]|\d{1,2}[、.．)）](?!\d))\s*")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,12}[a-z/]+$")
_LATIN = re.compile(r"[a-z/]+$")
_BOTH = re.compile(
    "(?:单位|部门).{0,3}(?:责任人|负责人|联系人|领导)|(?:责任人|负责人|领导).{0,3}(?:单位|部门)"
)
HELPS = re.compile("配合|协|参[与加]|会办|联办|其[他它]")
_LOOSE = re.compile("(?<!时间)(?<!序时)进度$")
_RANK = re.compile("[一二三四]级|[总分子大小](?=任务|项目|事项|工程|项|类)")
_BEARS = re.compile("责任|承办|落实|实施|主体")
_CLOSED = re.compile("销号(?:日期|时间)")
_SECTIONS = re.compile("科室|处室|股室|站所")
_REMEDY = re.compile("整改|反馈")
_CONTENT = re.compile("内容|举措|事项|任务|工作|措施")
_TWO = 2  # rows of a head
OWNERS = frozenset(heads.OWNER)
REPEATED = 0.7  # of the cells are different at most: a column that groups lines
MOSTLY = 0.6  # of the filled cells
PRIVATELY = 0.3  # of them hold a number of a person: the column is not taken by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldName:
    """A field of the kind by the names that a head may give it."""

    key: str
    names: tuple[str, ...]
    choices: frozenset[str] = frozenset()  # all that a cell may say, where the field is a choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """What a column probably holds; `score` from 0 to 100.

    `rivals` are the other columns, by their places, that claim the same.
    """

    at: int
    head: str
    meaning: str
    score: int
    rivals: tuple[int, ...] = ()
    is_private: bool = False  # numbers of persons: telephones, identity cards

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should be asked."""
        return self.score < DOUBTFUL or bool(self.rivals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """Which shares of a column's filled cells are days, names of units, numbers of persons, figures.

    `longest` is how long its cells are on the average; `is_grouped` says that they are merged downwards.
    """

    days: float = 0
    units: float = 0
    private: float = 0
    figures: float = 0
    longest: int = 0
    is_empty: bool = True
    distinct: float = 1
    is_grouped: bool = False
    texts: frozenset[str] = frozenset()


def bare(text: str) -> str:
    """Return a head in half width without blanks, marks, its number, and what stands in brackets.

    A head in two languages (任务 Task) is its Chinese words.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", _NUMBER.sub("", text))).casefold()
    if _HAN.match(plain):
        plain = _LATIN.sub("", plain)
    return _BRACKET.sub("", plain) or _BRACKETS.sub("", plain) or plain


def meaning_of(head: Sequence[str], fields: Sequence[FieldName] = ()) -> tuple[str, int]:
    """Return what the words of a head mean and how sure that is.

    Parameters
    ----------
    head
        The words over a column from the top row of the head down; one word for a head of one row.
    fields
        The fields that the kind has beside the common columns.

    Returns
    -------
    tuple of (str, int)
        A `Meaning` or the key of a field, and a score; ``KEEP`` with 0 where nothing is known.
    """
    own = {bare(name): one.key for one in fields for name in one.names}
    known = frozenset(own.values())
    parts = [text for text in head if bare(text)]
    tries = [("".join(parts), CERTAIN)] if parts else []
    tries += [(part, CERTAIN if len(parts) == 1 else PART) for part in reversed(parts)]
    edge = edge_of([bare(part) for part in _opened(parts)])
    if edge and not own.keys() & {bare(parts[-1]), bare("".join(parts))}:
        return edge, PART
    for text, score in tries:
        found = own.get(bare(text)) or _known(EXACT.get(bare(text)), known)
        if found is not None:
            meaning, sure = _below(str(found), score, parts, text, known)
            plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
            is_plain = plain == bare(text)
            return meaning, sure if is_plain else min(sure, BRACKETED)
    for text, _score in tries:
        if (within := _within(text, known)) is not None:
            return within, WITHIN
    return Meaning.KEEP.value, 0


def _opened(parts: Sequence[str]) -> list[str]:
    """Return 合同工期 and 开工 for 合同工期（开工）: what stands in brackets behind a head parts it."""
    behind = _BEHIND.match(unicodedata.normalize("NFKC", parts[-1]).strip()) if parts else None
    return [*parts[:-1], *behind.groups()] if behind else list(parts)


def _within(text: str, keys: frozenset[str]) -> str | None:
    """Return what the telling words in a head mean."""
    plain = bare(text)
    meaning = next((meaning for pattern, meaning in WITHIN_HEADS if pattern.search(plain)), None)
    return None if meaning is None else str(_known(meaning, keys))


def _below(
    meaning: str, score: int, parts: Sequence[str], text: str, keys: frozenset[str]
) -> tuple[str, int]:
    """Let a column's own words go before the head above several: what an entry has once is not all of theirs.

    单位名称 beneath 牵头单位 is the name of who leads.
    """
    last = parts[-1]
    if len(parts) < _TWO or bare("".join(parts)) == bare(text):
        return meaning, score
    if bare(text) == bare(last):
        over = EXACT.get(bare(parts[-2]))
        is_role = over in {Meaning.LEAD, Meaning.SUPERVISE} and bare(last) in heads.GENERIC_UNITS
        return (str(over), score) if is_role else (meaning, score)
    within = _within(last, keys) if meaning in ONCE else None
    return (meaning, ABOVE) if within is None else (within, WITHIN if within != meaning else ABOVE)


def _known(meaning: Meaning | str | None, keys: frozenset[str]) -> Meaning | str | None:
    """Return a meaning that this kind can take: measures are a field of some kinds and kept with others."""
    if meaning is None or isinstance(meaning, Meaning) or meaning in keys:
        return meaning
    return Meaning.KEEP


def guess_columns(
    heads_: Sequence[Sequence[str]],
    beneath: Sequence[Beneath],
    *,
    fields: Sequence[FieldName] = (),
) -> tuple[ColumnGuess, ...]:
    """Return for each column what it probably holds.

    Parameters
    ----------
    heads_
        The words over each column, from the top down.
    beneath
        What stands under each of them.
    fields
        The fields that the kind has beside the common columns.

    Returns
    -------
    tuple of ColumnGuess
        In the order of the columns. Of several columns that claim what an entry has once, the surest
        (the first among equals) keeps it and names its rivals; the others are kept as they are.
    """
    found = [_guess(at, head, beneath[at], fields) for at, head in enumerate(heads_)]
    if not any(guess.meaning == Meaning.TITLE for guess in found):
        found = _titled(found, beneath)
    found = _led([_by_content(guess, beneath[guess.at], found) for guess in found], beneath)
    found = _once(_undone(found), beneath)
    return _settled(_detailed(_levelled(found, beneath), beneath))


def _undone(found: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Keep the days on which lines were closed beside a column that says by when they are due."""
    dues = [g for g in found if g.meaning == Meaning.DUE]
    closed = [g.at for g in dues if _CLOSED.fullmatch(bare(g.head))]
    if len(closed) == len(dues):
        return list(found)
    return [_told(g, Meaning.KEEP.value, CERTAIN) if g.at in closed else g for g in found]


def _once(found: Sequence[ColumnGuess], beneath: Sequence[Beneath]) -> list[ColumnGuess]:
    """Leave out empty columns whose like has something: a head merged over two, the second never used."""
    filled = {g.meaning for g in found if not beneath[g.at].is_empty} - {Meaning.KEEP.value}
    return [
        _told(g, Meaning.LEAVE.value, CERTAIN)
        if beneath[g.at].is_empty and g.meaning in filled
        else g
        for g in found
    ]


def _levelled(found: Sequence[ColumnGuess], beneath: Sequence[Beneath]) -> list[ColumnGuess]:
    """Of 一级任务, 二级任务, 三级任务 let the finest be the titles, and what repeats group them."""
    titles = [g for g in found if g.meaning == Meaning.TITLE]
    best = max((g.score for g in titles), default=0)
    claims = [g for g in titles if g.score == best]
    ranks = [g.at for g in claims if _RANK.match(bare(g.head.rsplit(" / ", 1)[-1]))]
    coarse = ranks[:-1] or [
        g.at for g in claims if beneath[g.at].is_grouped or beneath[g.at].distinct <= REPEATED
    ]
    if not 0 < len(coarse) < len(claims):
        return list(found)
    return [_told(g, Meaning.HEADING.value, WITHIN) if g.at in coarse else g for g in found]


def _detailed(found: Sequence[ColumnGuess], beneath: Sequence[Beneath]) -> list[ColumnGuess]:
    """Let words of their own beside the titles, under a head that titles have too, say what is to be done."""
    titles = [g for g in found if g.meaning == Meaning.TITLE]
    best = max(titles, key=lambda g: (g.score, -g.at), default=None)
    finer = [
        g.at
        for g in titles
        if best is not None
        and g.at > best.at
        and beneath[g.at].distinct > REPEATED
        and max(beneath[g.at].figures, beneath[g.at].days, beneath[g.at].units) < MOSTLY
    ]
    return [_told(g, Meaning.STANDARD.value, WITHIN) if g.at in finer else g for g in found]


def _guess(
    at: int, head: Sequence[str], beneath: Beneath, fields: Sequence[FieldName]
) -> ColumnGuess:
    """Return what a head says, as far as what stands beneath it does not speak against that."""
    meaning, score = meaning_of(head, fields)
    if meaning == Meaning.LEADER and _BOTH.search("".join(map(bare, head))):
        is_units = beneath.units >= MOSTLY
        lead = Meaning.LEAD if "牵头" in "".join(head) else Meaning.SUPPORT
        meaning, score = (lead.value, WITHIN) if is_units else (meaning, score)
    if _LOOSE.search(bare(head[-1] if head else "")) and not beneath.is_empty:
        is_said = beneath.figures < MOSTLY and beneath.days < MOSTLY
        meaning, score = (
            (Meaning.PROGRESS.value, WITHIN) if is_said else (Meaning.KEEP.value, score)
        )
    choices = next((one.choices for one in fields if one.key == meaning), frozenset[str]())
    if choices and beneath.texts and not beneath.texts & choices:
        meaning, score = Meaning.HEADING.value, WITHIN  # other sorts than those that the kind knows
    is_private = meaning == Meaning.LEAVE and not beneath.is_empty
    if meaning == Meaning.KEEP and beneath.private >= PRIVATELY:
        meaning, is_private = Meaning.LEAVE.value, True
    text = " / ".join(dict.fromkeys(part for part in head if part.strip()))
    return ColumnGuess(at=at, head=text, meaning=meaning, score=score, is_private=is_private)


def _by_content(guess: ColumnGuess, beneath: Beneath, found: Sequence[ColumnGuess]) -> ColumnGuess:
    """Let what stands beneath speak where a head says nothing, and no other column's head says the same."""
    heads_say = {one.meaning for one in found if one.score > BY_CONTENT}
    bears = heads_say & {Meaning.LEAD.value, Meaning.SUPPORT.value}
    if guess.meaning == Meaning.KEEP and bare(guess.head) in OWNERS and not bears:
        return _told(guess, Meaning.LEAD.value, BY_CONTENT)  # nobody else is named
    if guess.score or guess.meaning != Meaning.KEEP:
        return guess
    is_bare = not guess.head
    told = (
        (Meaning.HEADING, beneath.is_grouped and is_bare),
        (Meaning.DUE, beneath.days >= MOSTLY and (is_bare or Meaning.DUE not in heads_say)),
        (Meaning.LEAD, beneath.units >= MOSTLY and (is_bare or not bears)),
    )
    if beneath.is_empty:
        return _told(guess, Meaning.LEAVE.value, CERTAIN)
    said = next((meaning for meaning, holds in told if holds), None)
    return _told(guess, said.value, BY_CONTENT) if said else guess


def _titled(found: list[ColumnGuess], beneath: Sequence[Beneath]) -> list[ColumnGuess]:
    """Take another column for the titles where no head says that it holds them.

    In a list of faults to be mended these are the faults; else what is to be done in the words of its
    head, the first of them; else the longest column of words.
    """
    filled = [g for g in found if not beneath[g.at].is_empty]
    problems = [g for g in filled if g.meaning == Meaning.PROBLEM]
    contents = [
        g for g in filled if g.meaning in {Meaning.STANDARD, "measures"} and _CONTENT.search(g.head)
    ]
    free = {Meaning.STANDARD, Meaning.KEEP, Meaning.HEADING, "measures"}
    others = [
        g
        for g in filled
        if g.meaning in free and max(beneath[g.at].days, beneath[g.at].figures) < MOSTLY
    ]
    if problems and any(_REMEDY.search(g.head) for g in found):
        best = problems[0]
    elif contents:
        best = contents[0]
    elif others or problems:
        best = max(others or problems, key=lambda g: (beneath[g.at].longest, -g.at))
    else:
        return found
    return [_told(g, Meaning.TITLE.value, BY_CONTENT) if g is best else g for g in found]


def _led(found: list[ColumnGuess], beneath: Sequence[Beneath]) -> list[ColumnGuess]:
    """Let 责任单位 lead where no column says who does: the first name of each cell (T1).

    Sections of a unit (科室) are units only where nothing else is.
    """
    roles = {Meaning.LEAD, Meaning.SUPPORT}
    sections = {g.at for g in found if g.meaning in roles and _SECTIONS.search(g.head)}
    if any(g.meaning in roles and g.at not in sections for g in found):
        found = [_told(g, Meaning.KEEP.value, g.score) if g.at in sections else g for g in found]
    if any(guess.meaning == Meaning.LEAD for guess in found):
        return found
    able = [g for g in found if g.meaning == Meaning.SUPPORT and not HELPS.search(g.head)]
    filled = [g for g in able if not beneath[g.at].is_empty] or able
    first = next((g for g in filled if _BEARS.search(g.head)), next(iter(filled), None))
    return [_told(g, Meaning.LEAD.value, g.score) if g is first else g for g in found]


def _told(guess: ColumnGuess, meaning: str, score: int) -> ColumnGuess:
    return replace(guess, meaning=meaning, score=score)


def _settled(found: Sequence[ColumnGuess]) -> tuple[ColumnGuess, ...]:
    """Let one column have each thing that an entry has once; the others keep theirs as it was."""
    settled = list(found)
    once = {g.meaning for g in found if g.meaning in ONCE or not _is_common(g.meaning)}
    for meaning in once:
        claims = [g for g in found if g.meaning == meaning]
        best = max(claims, key=lambda g: (g.score, -g.at))
        losers = tuple(g.at for g in claims if g is not best)
        for guess in claims if losers else ():
            rivals = losers if guess is best else (best.at,)
            kept = meaning if guess is best else Meaning.KEEP.value
            settled[guess.at] = ColumnGuess(
                at=guess.at, head=guess.head, meaning=kept, score=guess.score, rivals=rivals
            )
    return tuple(settled)


def _is_common(meaning: str) -> bool:
    return meaning in set(Meaning)
