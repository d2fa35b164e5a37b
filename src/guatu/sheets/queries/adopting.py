"""Old ledgers that were read: whose they are, and the table as its head and columns are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.adopting import (
    ColumnGuess,
    FieldName,
    Head,
    Meaning,
    OldLine,
    Skipped,
    find_head,
    guess_columns,
    head_texts,
    lines_of,
)
from guatu.core.adopting.grids import Grid, grid_from
from guatu.core.adopting.lines import beneath_of, groups_lines
from guatu.core.kinds import FieldType, KindDefinition
from guatu.ledgers.queries import definition_of
from guatu.sheets.models import Adoption
from guatu.shell.errors import NotFound

# Fields that a cell of text can fill; a series is a sheet of its own, and a unit field is kept as words.
WRITABLE = frozenset(
    {
        FieldType.TEXT,
        FieldType.CODE,
        FieldType.NUMBER,
        FieldType.MONEY,
        FieldType.DATE,
        FieldType.CHOICE,
        FieldType.BOOL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLedger:
    """A table with its head, its columns and its lines; `head` is None where none was found."""

    grid: Grid
    head: Head | None
    guesses: tuple[ColumnGuess, ...]
    lines: tuple[OldLine, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def meanings(self) -> tuple[str, ...]:
        return tuple(guess.meaning for guess in self.guesses)

    def columns(self, meaning: str) -> list[int]:
        """Return the places of the columns that hold something."""
        return [at for at, one in enumerate(self.meanings) if one == meaning]


def own_adoptions(actor: Actor) -> QuerySet[Adoption]:
    """Return the ledgers that the actor loaded: nobody else sees them."""
    rows = Adoption.objects.filter(staged_by=actor.account_id or 0)
    return rows.select_related("campaign__unit", "kind", "evidence")


def own_adoption(actor: Actor, adoption_id: int) -> Adoption:
    """Return one of the actor's ledgers.

    Raises
    ------
    NotFound
        If there is none, or somebody else loaded it.
    """
    row = own_adoptions(actor).filter(pk=adoption_id).first()
    if row is None:
        raise NotFound
    return row


def sheets_beside(adoption: Adoption, state: str = Adoption.State.STAGED) -> list[Adoption]:
    """Return the sheets of a file that stand with one in the same state, itself too, in their order.

    Of a sheet that was laid twice the later counts.
    """
    found = {row.sheet: row for row in rows_beside(adoption, state)}
    if adoption.state == state:
        found[adoption.sheet] = adoption
    return list(found.values())


def sheets_before(adoption: Adoption) -> list[Adoption]:
    """Return the sheets of a file that stand before one and wait for a word."""
    rows = rows_beside(adoption, Adoption.State.STAGED).filter(sheet__lt=adoption.sheet)
    return list({row.sheet: row for row in rows}.values())


def rows_beside(adoption: Adoption, state: str) -> QuerySet[Adoption]:
    """Return what the same person laid of the same file for the same campaign."""
    return (
        Adoption.objects.filter(
            evidence=adoption.evidence_id, campaign=adoption.campaign_id,
            staged_by=adoption.staged_by, state=state,
        )
        .select_related("campaign__unit", "kind", "evidence")
        .order_by("sheet", "pk")
    )  # fmt: skip


def field_names(kind: KindDefinition) -> list[FieldName]:
    """Return the fields of a kind that a column can fill, by what heads call them."""
    tracks = {track.field for track in kind.tracks}
    return [
        FieldName(
            key=one.key,
            names=(one.name.zh, one.name.en),
            choices=frozenset(
                said for choice in one.choices for said in (choice.name.zh, choice.name.en)
            ),
        )
        for one in kind.fields
        if one.type in WRITABLE and one.key not in tracks and not one.is_private
    ]


def first_reading(grid: Grid, kind: KindDefinition, campaign: Campaign) -> OldLedger:
    """Return how a table is understood before anybody said anything."""
    return reading_at(grid, find_head(grid), kind, campaign)


def reading_at(
    grid: Grid, head: Head | None, kind: KindDefinition, campaign: Campaign
) -> OldLedger:
    """Return how a table is understood whose head stands in known rows."""
    if head is None:
        return OldLedger(grid=grid, head=None, guesses=())
    guesses = guesses_at(grid, head, kind, campaign)
    lines, skipped = lines_of(grid, head, [one.meaning for one in guesses])
    return OldLedger(grid=grid, head=head, guesses=guesses, lines=lines, skipped=skipped)


def guesses_at(
    grid: Grid, head: Head, kind: KindDefinition, campaign: Campaign
) -> tuple[ColumnGuess, ...]:
    """Return what the columns beneath a head probably hold."""
    beneath = beneath_of(grid, head, year=campaign.starts_on.year)
    guesses = guess_columns(head_texts(grid, head), beneath, fields=field_names(kind))
    return regrouped(grid, head, guesses)


def regrouped(grid: Grid, head: Head, guesses: tuple[ColumnGuess, ...]) -> tuple[ColumnGuess, ...]:
    """Take a column of titles that stand over several lines each for headings, and the finer one for titles.

    Where the numbers, the days and who leads are merged as the titles are, each title is one line with
    several measures. Else both columns become doubts: a person sees what was chosen.
    """
    title = next((g for g in guesses if g.meaning == Meaning.TITLE), None)
    if title is None or not groups_lines(grid, head, title.at):
        return guesses
    whole = {Meaning.NUMBER, Meaning.LEAD, Meaning.DUE}
    others = [g for g in guesses if g.meaning in whole]
    if any(g.meaning == Meaning.NUMBER for g in others) and all(
        groups_lines(grid, head, g.at) for g in others
    ):
        return guesses
    finer = next(
        (
            g
            for g in guesses
            if g.at > title.at
            and g.meaning in {Meaning.STANDARD, "measures"}
            and not groups_lines(grid, head, g.at)
        ),
        None,
    )
    if finer is None:
        return guesses
    changed = {
        title.at: replace(title, meaning=Meaning.HEADING.value, rivals=(finer.at,)),
        finer.at: replace(finer, meaning=Meaning.TITLE.value, rivals=(title.at,)),
    }
    return tuple(changed.get(g.at, g) for g in guesses)


def reading_of(adoption: Adoption) -> OldLedger:
    """Return a staged ledger as it is understood with what was said of its head and columns."""
    grid, kind = grid_from(adoption.grid), definition_of(adoption.kind)
    if not adoption.meanings:
        return OldLedger(grid=grid, head=None, guesses=())
    head = Head(first=adoption.head_first, last=adoption.head_last)
    guessed = guesses_at(grid, head, kind, adoption.campaign)
    guesses = tuple(
        one if one.meaning == said else replace(one, meaning=said, score=100, rivals=())
        for one, said in zip(guessed, padded(adoption.meanings, grid.width), strict=True)
    )
    lines, skipped = lines_of(grid, head, [one.meaning for one in guesses])
    return OldLedger(grid=grid, head=head, guesses=guesses, lines=lines, skipped=skipped)


def padded(meanings: Sequence[str], width: int) -> list[str]:
    return [*meanings[:width], *[Meaning.KEEP.value] * (width - len(meanings))]
