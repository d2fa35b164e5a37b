"""The parts of the demo that are laid on top of the year, each through the acts of its own pages."""

from __future__ import annotations

from collections.abc import Callable

from guatu.demo.bulletins import lay_bulletins
from guatu.demo.burden import lay_burden
from guatu.demo.directives import lay_directives
from guatu.demo.fields import lay_fields
from guatu.demo.ladder import lay_ladder
from guatu.demo.lamps import lay_lamps
from guatu.demo.meetings import lay_meetings
from guatu.demo.notices import lay_notices
from guatu.demo.oldledgers import lay_old_ledgers
from guatu.demo.pacing import lay_figures
from guatu.demo.people import lay_people
from guatu.demo.periods import lay_periods
from guatu.demo.pictures import lay_pictures
from guatu.demo.portions import lay_portions
from guatu.demo.projectstory import lay_projects
from guatu.demo.recognitions import lay_recognitions
from guatu.demo.reportflow import lay_reports
from guatu.demo.rhythm import lay_rhythm
from guatu.demo.sheets import lay_sheets
from guatu.demo.sizes import count_tables
from guatu.demo.stage import Stage
from guatu.demo.volumes import lay_volumes
from guatu.demo.worklists import lay_worklists

Part = Callable[[Stage], None]
# laid in this order, after the campaigns' year
PARTS: tuple[Part, ...] = (
    lay_figures,
    lay_portions,  # of the figures as they were corrected
    lay_projects,
    lay_fields,
    lay_lamps,  # by what the parts above have laid
    lay_pictures,  # of the rounds that closed before the parts above
    lay_reports,
    lay_periods,
    lay_rhythm,  # what recurs beside the weeks that the parts above have laid
    lay_directives,  # of the worst, as the lamps and reports above left them
    lay_ladder,  # what was done beside the directives
    lay_recognitions,  # of the reports that came late
    lay_worklists,
    lay_meetings,  # of all that stands by now
    lay_bulletins,  # of the rounds that were frozen
    lay_volumes,  # of what was proved
    lay_people,  # the others act as who held posts before
    lay_notices,
    lay_old_ledgers,
    lay_sheets,
    lay_burden,  # the last: it counts what all the others asked
)


def lay_parts(stage: Stage) -> None:
    """Lay all parts; call it inside the load's transaction."""
    for lay_part in PARTS:
        count_tables()
        lay_part(stage)
