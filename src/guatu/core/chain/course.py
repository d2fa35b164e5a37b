"""Rows that carry a running number: which stand where they belong, and what happened to the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from guatu.core.chain.ranges import Range, holds, merged, shared, without
from guatu.core.chain.rows import Fault

PAIRED = 128  # at most so many rows are tried at so many places: rows moved alone are few

Fits = Callable[[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What happened to the rows `first` to `last`; if they were moved, where the first belongs."""

    fault: Fault
    first: int
    last: int
    belongs: int | None = None


@dataclass(slots=True)
class Run:
    """Neighbouring rows that all belong `shift` places lower."""

    first: int
    last: int
    shift: int

    @property
    def targets(self) -> Range:
        return self.first - self.shift, self.last - self.shift


@dataclass(slots=True)
class Course:
    """Takes rows in the order of their numbers, then tells what is wrong with the sequence.

    A row is sound if its own hash proves that its number is its own. A row that is not may still
    prove to be of another place: then it was moved. What remains was changed, or put there.
    """

    first: int
    following: int = field(init=False)
    gaps: list[Range] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    suspects: dict[int, Fits] = field(default_factory=dict)
    extra: list[Placed] = field(default_factory=list)
    shift: int = 1

    def __post_init__(self) -> None:
        self.following = self.first

    def place(self, number: int, fits: Fits, *, sound: bool) -> bool:
        """Take the next row; `fits(m)` says whether its hash is that of place `m`.

        Returns
        -------
        bool
            Whether the row is sound, and stands where no other does.
        """
        if number < self.following:
            fault = Fault.INSERTED if number < self.first else Fault.DUPLICATE
            self.extra.append(Placed(fault=fault, first=number, last=number))
            return False
        if number > self.following:
            self.gaps.append((self.following, number - 1))
        self.following = number + 1
        if not sound and not self.moved(number, fits):
            self.suspects[number] = fits
        return sound

    def moved(self, number: int, fits: Fits) -> bool:
        """Try whether the row was moved as far as the ones before it, or by one."""
        for shift in dict.fromkeys((self.shift, 1, -1)):
            if fits(number - shift):
                self.shift = shift
                if self.runs and (self.runs[-1].last, self.runs[-1].shift) == (number - 1, shift):
                    self.runs[-1].last = number
                else:
                    self.runs.append(Run(number, number, shift))
                return True
        return False

    def finish(self, last: int) -> list[Placed]:
        """Return what happened, given that the sequence should end at `last`."""
        if self.following <= last:
            self.gaps.append((self.following, last))
        self.pair_off()
        claimed = merged(run.targets for run in self.runs)
        wandered = [(run.first, run.last) for run in self.runs]
        doubted = [(number, number) for number in self.suspects]
        seats = [(self.first, last)]
        sound = without([(self.first, self.following - 1)], [*self.gaps, *wandered, *doubted])
        removed = without(shared([*self.gaps, *wandered], seats), claimed)
        inserted = [*shared(sound, claimed), *without(sound, seats)]
        return [
            *self.extra,
            *(Placed(fault=Fault.REMOVED, first=a, last=b) for a, b in removed),
            *(Placed(fault=Fault.INSERTED, first=a, last=b) for a, b in inserted),
            *(
                Placed(fault=Fault.MOVED, first=r.first, last=r.last, belongs=r.targets[0])
                for r in self.runs
            ),
            *(self.judge(number, claimed, last) for number in self.suspects),
        ]

    def judge(self, number: int, claimed: list[Range], last: int) -> Placed:
        """Call a row that proves nothing changed, unless the true one of its place is elsewhere."""
        is_foreign = number > last or holds(claimed, number)
        fault = Fault.INSERTED if is_foreign else Fault.CHANGED
        return Placed(fault=fault, first=number, last=number)

    def pair_off(self) -> None:
        """Find rows that exchanged places, or went to a far one."""
        open_places = [*self.suspects, *(n for a, b in self.gaps for n in range(a, b + 1)[:PAIRED])]
        for number, fits in list(self.suspects.items())[:PAIRED]:
            for place in open_places[: 2 * PAIRED]:
                if place != number and fits(place):
                    del self.suspects[number]
                    self.runs.append(Run(number, number, number - place))
                    break
