"""The names that the cells of one line of an old ledger give: units by their roles, and leaders among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guatu.core.adopting import UnitWords
from guatu.planning.actions.leaders import find_leaders


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names as written, some of them perhaps twice."""

    leads: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    supervisors: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)

    @property
    def units(self) -> list[str]:
        """Return the names that are to be units."""
        return [*self.leads, *self.supports, *self.supervisors]

    def put(self, read: UnitWords, known: Mapping[str, int], role: list[str]) -> None:
        """Take in a cell: titles and names of leaders are leaders, whatever its column is called.

        A cell that names no unit at all has its words put to `role`, the role of its column: they are
        asked about as any unknown unit is. Beside a unit they are persons of it, and nothing is asked.
        """
        self.leads.extend(self.apart(read.leads, known))
        self.supports.extend(self.apart(read.supports, known))
        others = self.apart(read.others, known)
        role.extend([] if read.leads or read.supports else others)

    def put_watchers(self, read: UnitWords, known: Mapping[str, int]) -> None:
        """Take in what the cells of those who supervise say."""
        units = (*read.leads, *read.supports)
        self.supervisors.extend(self.apart(units or read.others, known))

    def apart(self, names: tuple[str, ...], known: Mapping[str, int]) -> list[str]:
        """Take the leaders out of names and return the others."""
        missing = find_leaders(names, known)[1]
        self.leaders.extend(name for name in names if name not in missing)
        return missing
