"""The papers that prove what was said of entries and targets, as a volume lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign, FigureSheet, Target
from guatu.campaigns.queries import visible_observations, visible_targets
from guatu.core.actors import Actor
from guatu.core.volumes import is_after_act
from guatu.dispatch.models import CheckIn, CheckInEvidence, Correction
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.models import ClosingStep, Entry, LogRow, StagePassage, TrackPassage
from guatu.ledgers.queries import definition_of, spoken
from guatu.paper.models import VolumePaper

Source = VolumePaper.Source
Later = VolumePaper.Later
SAME_ACT = timedelta(minutes=1)  # files are handed in with their report, a moment apart
FIGURES_GRACE = timedelta(days=45)  # a month's figure is due in the month that follows
LONGEST = 300
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: what it proves, when that was, when it came, and why it counts as made later."""

    heading: str
    source: Source
    proves: str
    proved_on: date
    received_at: datetime
    later: Later
    evidence: Evidence

    @property
    def place(self) -> tuple[date, datetime, int]:
        return self.proved_on, self.received_at, self.evidence.pk


def papers_of_entries(actor: Actor, entries: QuerySet[Entry]) -> list[Paper]:
    """Return the papers of entries, in the order of the ledgers, then of what they prove.

    `entries` are those that the actor sees.
    """
    found: list[Paper] = []
    rows = list(entries.select_related("kind").order_by("ledger", "position", "pk"))
    for at in range(0, len(rows), BATCH):
        part = rows[at : at + BATCH]
        of_entry: dict[int, list[Paper]] = {row.pk: [] for row in part}
        for entry_id, paper in papers(actor, part):
            of_entry[entry_id].append(paper)
        for row in part:
            found += once(sorted(of_entry[row.pk], key=lambda paper: paper.place))
    return found


def once(rows: Sequence[Paper]) -> list[Paper]:
    """Keep each file once in an entry: one that proves several acts says all of them."""
    found: dict[int, Paper] = {}
    for paper in rows:
        known = found.get(paper.evidence.pk)
        if known is None:
            found[paper.evidence.pk] = paper
        elif paper.proves not in known.proves:
            proves = f"{known.proves}；{paper.proves}"[:LONGEST]
            found[paper.evidence.pk] = replace(known, proves=proves)
    return list(found.values())


def papers(actor: Actor, entries: Sequence[Entry]) -> Iterator[tuple[int, Paper]]:
    known = {entry.pk: entry for entry in entries}
    for source in (passages, tracks, logs, closings):
        yield from source(known)
    yield from reports(actor, known)
    yield from corrections(actor, known)


def proven(actor: Actor, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return those of some entries of which there are papers."""
    keys = entries.order_by().values("pk")
    seen = visible_check_ins(actor).filter(entry__in=keys).order_by()
    filed = CheckInEvidence.objects.filter(submitted_at__isnull=False, removed_at__isnull=True)
    rows = Correction.objects.filter(state=Correction.State.APPROVED, evidence__isnull=False)
    steps = ClosingStep.objects.filter(Q(evidence__isnull=False) | Q(sheet__isnull=False))
    condition = Q(pk__in=steps.filter(closing__entry__in=keys).values("closing__entry_id"))
    for model in (StagePassage, TrackPassage):
        found = model.objects.filter(entry__in=keys, evidence__isnull=False)
        condition |= Q(pk__in=found.order_by().values("entry_id"))
    logged = LogRow.objects.filter(evidence__isnull=False, struck_at__isnull=True)
    condition |= Q(pk__in=logged.filter(entry__in=keys).order_by().values("entry_id"))
    for reported in (filed.filter(check_in__in=seen), rows.filter(check_in__in=seen)):
        condition |= Q(pk__in=reported.order_by().values("check_in__entry_id"))
    return entries.filter(condition)


def handed_in(actor: Actor, campaign: Campaign) -> QuerySet[Target]:
    """Return the targets whose figures were handed in as a workbook."""
    figures = visible_observations(actor, campaign).filter(
        indicator=OuterRef("indicator"), unit=OuterRef("unit"), sheet__isnull=False
    )
    return visible_targets(actor, campaign).filter(Exists(figures.order_by()))


def heading_of(entry: Entry) -> str:
    return " ".join(part for part in (entry.number, entry.title) if part)[:LONGEST]


def paper_of(  # noqa: PLR0913 the columns of one line
    entry: Entry,
    evidence: Evidence,
    *,
    source: Source,
    proves: str,
    proved_on: date,
    received_at: datetime,
    later: Later | None = None,
) -> tuple[int, Paper]:
    if later is None:
        is_later = is_after_act(proved_on, timezone.localdate(received_at))
        later = Later.ACT if is_later else Later.NOT
    return entry.pk, Paper(
        heading=heading_of(entry), source=source, proves=proves[:LONGEST], proved_on=proved_on,
        received_at=received_at, later=later, evidence=evidence,
    )  # fmt: skip


def passages(known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    rows = StagePassage.objects.filter(entry__in=known, evidence__isnull=False)
    for row in rows.select_related("evidence").order_by("pk"):
        entry = known[row.entry_id]
        stages = {stage.code: spoken(stage.name) for stage in definition_of(entry.kind).stages}
        if row.evidence is not None:
            yield paper_of(
                entry, row.evidence, source=Source.STAGE, proved_on=row.passed_on,
                received_at=row.recorded_at,
                proves=_("Entered the stage “%(stage)s”") % {"stage": stages.get(row.to_stage, row.to_stage)},
            )  # fmt: skip


def tracks(known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    rows = TrackPassage.objects.filter(entry__in=known, evidence__isnull=False)
    for row in rows.select_related("evidence").order_by("pk"):
        entry = known[row.entry_id]
        if row.evidence is not None:
            yield paper_of(
                entry, row.evidence, source=Source.TRACK, proved_on=row.passed_on,
                received_at=row.recorded_at, proves=track_text(entry, row),
            )  # fmt: skip


def track_text(entry: Entry, row: TrackPassage) -> str:
    """Return the state reached, as the kind's field has it."""
    field = definition_of(entry.kind).field(row.track)
    if field is None:
        return f"{row.track}：{row.to_state}"
    states = {choice.code: spoken(choice.name) for choice in field.choices}
    return f"{spoken(field.name)}：{states.get(row.to_state, row.to_state)}"


def logs(known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    rows = LogRow.objects.filter(entry__in=known, evidence__isnull=False, struck_at__isnull=True)
    for row in rows.select_related("evidence").order_by("pk"):
        entry = known[row.entry_id]
        log = definition_of(entry.kind).log(row.log)
        if row.evidence is not None:
            yield paper_of(
                entry, row.evidence, source=Source.LOG, proved_on=row.happened_on,
                received_at=row.recorded_at, proves=spoken(log.name) if log else row.log,
            )  # fmt: skip


def closings(known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    """Yield the proofs of closings and the signed sheets of words given on paper."""
    rows = ClosingStep.objects.filter(closing__entry__in=known).select_related(
        "closing", "evidence", "sheet"
    )
    for row in rows.order_by("pk"):
        entry = known[row.closing.entry_id]
        taken_on = timezone.localdate(row.taken_at)
        if row.evidence is not None:
            yield paper_of(
                entry, row.evidence, source=Source.CLOSING, proved_on=taken_on,
                received_at=row.taken_at, proves=_("Proof of the closing"),
            )  # fmt: skip
        if row.sheet is not None:
            yield paper_of(
                entry, row.sheet, source=Source.CLOSING, proved_on=row.signed_on or taken_on,
                received_at=row.taken_at, proves=_("Word on the closing, signed on paper"),
            )  # fmt: skip


def reports(actor: Actor, known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    """Yield the files that were handed in with reports; those of drafts are nobody's business."""
    rows = CheckInEvidence.objects.filter(
        check_in__in=visible_check_ins(actor).filter(entry__in=known).order_by(),
        submitted_at__isnull=False,
        removed_at__isnull=True,
    ).select_related("evidence", "check_in__round", "check_in__unit")
    for row in rows.order_by("pk"):
        one = row.check_in
        if row.submitted_at is not None:
            yield paper_of(
                known[one.entry_id], row.evidence, source=Source.REPORT,
                proved_on=one.round.last_day, received_at=row.submitted_at,
                later=Later.ROUND if is_late(one, row.submitted_at) else Later.NOT,
                proves=report_text(one),
            )  # fmt: skip


def report_text(row: CheckIn) -> str:
    told = {"unit": row.unit.label, "number": row.round.ordinal}
    is_rewritten = row.state == CheckIn.State.RETURNED  # its words are its unit's own again
    said = "" if is_rewritten else " ".join(row.said.split())
    text = _("Report of %(unit)s in round no. %(number)d") % told
    return f"{text}：{said}" if said else text


def is_late(row: CheckIn, submitted_at: datetime) -> bool:
    """Say whether a file came after its round: with a late report, or on its own after the end."""
    if row.received_at is not None and submitted_at <= row.received_at + SAME_ACT:
        return row.is_late
    return submitted_at >= row.round.late_from


def corrections(actor: Actor, known: dict[int, Entry]) -> Iterator[tuple[int, Paper]]:
    """Yield the proofs of approved corrections: made after the freeze, whatever they say."""
    rows = Correction.objects.filter(
        check_in__in=visible_check_ins(actor).filter(entry__in=known).order_by(),
        state=Correction.State.APPROVED,
        evidence__isnull=False,
    ).select_related("evidence", "check_in__round", "check_in__unit")
    for row in rows.order_by("pk"):
        one = row.check_in
        if row.evidence is not None:
            yield paper_of(
                known[one.entry_id], row.evidence, source=Source.CORRECTION,
                proved_on=one.round.last_day, received_at=row.asked_at, later=Later.FROZEN,
                proves=_("Correction of round no. %(number)d: %(reason)s")
                % {"number": one.round.ordinal, "reason": row.reason},
            )  # fmt: skip


def papers_of_targets(actor: Actor, targets: Sequence[Target]) -> list[Paper]:
    """Return the workbooks by which figures of targets were handed in, each once for a target."""
    found: list[Paper] = []
    for target in targets:
        rows = visible_observations(actor, target.campaign).filter(
            indicator=target.indicator_id, unit=target.unit_id, sheet__isnull=False
        )
        seen: set[int] = set()
        for row in rows.select_related("sheet__file").order_by("as_of", "pk"):
            sheet: FigureSheet | None = row.sheet
            if sheet is None or sheet.pk in seen:
                continue
            seen.add(sheet.pk)
            later = is_after_act(row.as_of, timezone.localdate(sheet.handed_in_at), FIGURES_GRACE)
            found.append(
                Paper(
                    heading=str(target.indicator), source=Source.FIGURES, proved_on=row.as_of,
                    proves=_("Figures handed in as a workbook"), received_at=sheet.handed_in_at,
                    later=Later.ACT if later else Later.NOT, evidence=sheet.file,
                )
            )  # fmt: skip
    return found
