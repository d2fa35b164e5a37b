"""A wall chart as a file: for a download, for the background, for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.core.actors import SYSTEM, Actor
from guatu.core.kinds import KindDefinition
from guatu.dispatch.models import Round
from guatu.ledgers.queries import ALL, Scope, ledgers_of, visible_scope
from guatu.overview.chartordering import PaperAsked, paper_asked
from guatu.overview.chartprinting import Ordered, Printed, print_chart
from guatu.overview.chartsaying import Chart
from guatu.overview.charttyping import printed_pdf, screen_svg
from guatu.overview.queries.chart import invisible_count
from guatu.overview.queries.chartpast import frozen_round, unseen_at
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day, is_chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFile:
    """A PDF with its name, the number of lines and sheets, the size of its print in points, cells cut."""

    name: str
    payload: bytes
    count: int
    sheets: int
    size: float
    cut: int
    drawings: tuple[str, ...] = ()  # the sheets as SVG, where these were asked for instead


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """A campaign's chart as somebody asks for it on paper."""

    actor: Actor
    everything: Scope
    scope: Scope
    asked: PaperAsked
    kinds: Mapping[str, KindDefinition]
    base: str  # what stands before the path in the address of the live page

    def printed(self, now: datetime) -> Printed:
        asked = self.asked
        ordered = Ordered(
            chart=asked.chart,
            form=asked.form,
            texts=asked.texts,
            wanted=asked.lines.wanted,
            needs=asked.needs,
            address=self.live() if asked.has_code else "",
            round=asked.round,
            unseen=self.unseen(),
        )
        return print_chart(self.actor, self.scope, ordered, kinds=self.kinds, now=now)

    def check(self) -> None:
        """Refuse what the address asks for and there is not, instead of printing something else."""
        if self.asked.unknown:
            raise InvalidState(unknown_text(self.asked))

    def unseen(self) -> int:
        """Return how many entries the reader does not see: what they need is not on the chart either."""
        if self.asked.round:
            one = frozen_round(self.everything.campaign, self.asked.round)
            return unseen_at(self.actor, one)
        return invisible_count(self.actor, self.everything)

    def standing(self, now: datetime) -> str:
        """Say of when the chart is, for the name of its file."""
        if self.asked.round:
            return round_name(frozen_round(self.everything.campaign, self.asked.round))
        return day(timezone.localdate(now), year=True)

    def live(self) -> str:
        """Return the address of the same chart as it stands then."""
        slug = self.everything.campaign.slug
        if self.asked.chart is Chart.SUPPORT:
            return f"{self.base}{reverse('overview:needs', args=[slug])}"
        return self.base + self.asked.lines.link(path=reverse("overview:chart", args=[slug]))


def round_name(one: Round) -> str:
    return _("Frozen: round no. %(number)d, to %(day)s") % {
        "number": one.ordinal,
        "day": day(one.ends_on, year=True),
    }


def unknown_text(asked: PaperAsked) -> str:
    what = "、".join(asked.unknown) if is_chinese() else ", ".join(asked.unknown)
    return _("The address asks for what there is not: %(what)s.") % {"what": what}


def on_paper(actor: Actor, slug: str, query: QueryDict, *, base: str = "") -> OnPaper:
    """Read what is asked for; `base` is the server's address where no setting says it.

    Raises
    ------
    NotFound
        If there is no such campaign, or it is not for this actor to know of.
    """
    everything = visible_scope(actor, slug, ALL)
    ledgers = {kind.code: (ledger, kind) for ledger, kind in ledgers_of(everything.campaign)}
    kinds = {code: kind for code, (_ledger, kind) in ledgers.items()}
    asked = paper_asked(query, kinds, reverse("overview:chart-paper", args=[slug]))
    scope = everything
    if asked.lines.kind in ledgers:
        ledger, kind = ledgers[asked.lines.kind]
        scope = Scope(campaign=everything.campaign, ledger=ledger, kind=kind)
    return OnPaper(
        actor=actor, everything=everything, scope=scope, asked=asked, kinds=kinds,
        base=settings.PUBLIC_ADDRESS or base,
    )  # fmt: skip


def chart_pdf(paper: OnPaper, now: datetime) -> ChartFile:
    """Return the PDF.

    Raises
    ------
    InvalidState
        If there are too many lines, printing is not installed, or a sign has no shape.
    """
    return as_pdf(paper, paper.printed(now), now)


def as_pdf(paper: OnPaper, printed: Printed, now: datetime) -> ChartFile:
    """Return sheets as PDF."""
    form = paper.asked.form
    name = f"{printed.title} {form.name} {paper.standing(now)}.pdf"
    return ChartFile(
        name=name,
        payload=printed_pdf(printed.sheets, form, printed.title),
        count=printed.count,
        sheets=len(printed.sheets),
        size=printed.sheets[0].size,
        cut=printed.cut,
    )


def wall_chart(
    slug: str, query: Mapping[str, str | Sequence[str]], *, as_svg: bool = False
) -> ChartFile:
    """Return the whole chart of a campaign, as the command line asks for it."""
    if query.get("code") and not settings.PUBLIC_ADDRESS:
        raise InvalidState(_("Set GUATU_ADDRESS first: a code needs this installation's address."))
    paper, now = on_paper(SYSTEM, slug, QueryDict(urlencode(query, doseq=True))), timezone.now()
    paper.check()
    if not as_svg:
        return chart_pdf(paper, now)
    printed = paper.printed(now)
    return ChartFile(
        name="",
        payload=b"",
        count=printed.count,
        sheets=len(printed.sheets),
        size=printed.sheets[0].size,
        cut=printed.cut,
        drawings=tuple(screen_svg(sheet, printed.title) for sheet in printed.sheets),
    )
