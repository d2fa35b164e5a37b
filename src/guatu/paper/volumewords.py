"""Words of volumes: their cover, their contents, why a paper counts as made later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.filenames import NAME_BYTES, clipped, folder_name
from guatu.core.tablebook import Book, Column, Row, Sheet, Side
from guatu.paper.models import Volume, VolumePaper
from guatu.paper.queries.volumes import Matter, Numbers
from guatu.shell.formatting import day, moment

LONGEST_FOLDER = 120  # bytes: forty characters; Windows takes 260 signs from the drive on
LONGEST_TITLE = 60  # signs of it in the name of a file
NOTED = ".txt"  # ends the note that lies in the place of a file that is no longer kept
SORTS: Mapping[str, Promise] = {
    Volume.Sort.ENTRY: gettext_lazy("of one entry"),
    Volume.Sort.TARGET: gettext_lazy("of one target figure"),
    Volume.Sort.UNIT: gettext_lazy("of one unit"),
}
SOURCES: Mapping[str, Promise] = {
    VolumePaper.Source.REPORT: gettext_lazy("Report"),
    VolumePaper.Source.CORRECTION: gettext_lazy("Correction"),
    VolumePaper.Source.STAGE: gettext_lazy("Stage"),
    VolumePaper.Source.TRACK: gettext_lazy("Track"),
    VolumePaper.Source.LOG: gettext_lazy("Log"),
    VolumePaper.Source.CLOSING: gettext_lazy("Closing"),
    VolumePaper.Source.FIGURES: gettext_lazy("Figures"),
}
LATER: Mapping[str, Promise] = {
    VolumePaper.Later.ROUND: gettext_lazy("came after the round"),
    VolumePaper.Later.FROZEN: gettext_lazy("came with a correction after the freeze"),
    VolumePaper.Later.ACT: gettext_lazy("came long after the act"),
}


def later_text(code: str) -> str:
    """Return the mark of a paper that was made later, with why; "" for the others."""
    if not code:
        return ""
    return _("〔made later: %(why)s〕") % {"why": LATER[code]}


def number_text(numbers: Numbers) -> str:
    """Say which volume of its matter it is, and which of the campaign."""
    told = {"place": numbers.place, "total": numbers.total}
    return _("no. %(place)d (volume %(total)d in all)") % told


def file_name(title: str, numbers: Numbers) -> str:
    """Return the name of a volume's files: whatever is cut of a long title, the number is not."""
    return f"{title[:LONGEST_TITLE].strip()} {number_text(numbers)}"


def contents_columns() -> list[str]:
    return [
        _("No."), _("What it proves"), _("File and hash"), _("Day"), _("Received on"), _("Page"),
    ]  # fmt: skip


def cover_facts(
    matter: Matter, *, numbers: Numbers, papers: int, later: int, pages: int, formed: str
) -> list[dict[str, str]]:
    told = [
        (_("Campaign"), matter.campaign.title),
        (_("Volume no."), number_text(numbers)),
        (_("Whose papers"), matter.owner.name),
        (_("Sort"), str(SORTS[matter.sort])),
        (_("Papers in all"), _("%(count)d, of these made later %(later)d") % {"count": papers, "later": later}),
        (_("Number of pages"), str(pages)),
        (_("Formed"), formed),
    ]  # fmt: skip
    return [{"name": name, "value": value} for name, value in told]


def contents_book(volume: Volume, papers: Iterable[VolumePaper], numbers: Numbers) -> Book:
    """Return the contents as a workbook, for the folder of files."""
    rows: list[Row] = []
    heading = None
    for paper in papers:
        if paper.heading != heading:
            heading = paper.heading
            rows.append(Row(cells=(heading,), is_band=True))
        rows.append(contents_row(paper))
    sheet = Sheet(
        tab=_("Contents of the volume"),
        title=f"{volume.title} {_('Contents of the volume')}",
        columns=tuple(
            Column(title=title, width=width, side=side)
            for title, width, side in zip(
                (*contents_columns()[:2], _("Made later"), *contents_columns()[2:]),
                (6, 60, 24, 80, 14, 18, 8),
                (
                    Side.CENTRE,
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.CENTRE,
                    Side.CENTRE,
                    Side.CENTRE,
                ),
                strict=True,
            )
        ),
        rows=tuple(rows),
        left=f"{volume.unit.name} {number_text(numbers)}",
        right=_("formed %(moment)s") % {"moment": moment(volume.formed_at)},
        foot=(f"{_('SHA-256 of the papers in their order')}: {volume.digest}",),
    )
    mark = str(_("Simulated data")) if volume.campaign.is_simulated else ""
    return Book(title=sheet.title, sheets=(sheet,), mark=mark)


def contents_row(paper: VolumePaper) -> Row:
    return Row(
        cells=(
            str(paper.ordinal),
            paper.proves,
            str(LATER[paper.later]) if paper.later else "",
            f"{paper.evidence.file_name}\n{paper.evidence.digest}",
            day(paper.proved_on, year=True),
            moment(paper.received_at),
            pages_text(paper),
        )
    )


def pages_text(paper: VolumePaper) -> str:
    if paper.first_page is None:
        return "—"
    last = paper.first_page + paper.page_count - 1
    return str(last) if last == paper.first_page else f"{paper.first_page}-{last}"


def file_names(papers: Sequence[VolumePaper], safe: Mapping[int, str]) -> list[str]:
    """Return the names of the papers in the folder: numbered, in a folder an entry."""
    found = []
    folders: dict[str, str] = {}
    for paper in papers:
        named = folder_name(f"{len(folders) + 1:02d} {paper.heading}", LONGEST_FOLDER)
        folder = folders.setdefault(paper.heading, named)
        mark = f"{_('made later')} " if paper.later else ""
        start = f"{paper.ordinal:03d} {mark}"
        room = NAME_BYTES - len(start.encode()) - len(NOTED)
        found.append(f"{folder}/{start}{clipped(safe[paper.ordinal], room)}")
    return found
