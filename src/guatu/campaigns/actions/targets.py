"""Indicators and targets: what is measured and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.audit.changes import object_type
from guatu.audit.models import AuditChange
from guatu.campaigns import policies
from guatu.campaigns.actions.measures import ensure_measures
from guatu.campaigns.models import Campaign, Indicator, Target, Validity
from guatu.core.actors import Actor
from guatu.core.rhythms import Rhythm
from guatu.core.shapes import Bound, Shape, Wording, infer_shape, is_fall, is_larger_better
from guatu.core.stored import StoredFigure, store_figure
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

LONGEST_NAME = 200
RECORDED_INDICATOR = (
    "name", "owner", "shape", "measure", "provider", "is_larger_better", "is_fall", "rhythm",
    "due_after",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """A target to be written. `shape` None is inferred from the words; `unit_id` owes it."""

    indicator: str
    op: str
    value: Decimal
    value_high: Decimal | None = None
    measure: str | None = None
    is_growth: bool = False
    written: str = ""
    due_on: date | None = None
    unit_id: int | None = None
    shape: Shape | None = None
    provider_id: int | None = None
    plan_id: int | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    origin: str = Target.Origin.OWN
    validity: str = Validity.IN_FORCE

    @property
    def wording(self) -> Wording:
        return Wording(
            indicator=self.indicator,
            quote=self.written,
            bound=Bound(self.op),
            measure=self.measure,
            is_growth=self.is_growth,
            has_range=self.value_high is not None,
        )


@transaction.atomic
def insert_targets(campaign: Campaign, targets: Sequence[NewTarget]) -> list[Target]:
    """Write targets set-wise, with the indicators they need, and return them in the same order.

    A building block without a policy and an audit row: the act that calls it has both.

    Raises
    ------
    InvalidState
        If a figure cannot be stored exactly.
    """
    figures = [(store(new, new.value), store(new, new.value_high)) for new in targets]
    ensure_measures(new.measure for new in targets)
    indicators = find_or_make(campaign, targets)
    return Target.objects.bulk_create(
        [
            Target(
                campaign=campaign,
                indicator=indicators[key_of(new)],
                unit_id=new.unit_id or campaign.unit_id,
                origin=new.origin,
                is_adopted=new.origin != Target.Origin.PLEDGED,
                validity=new.validity,
                op=new.op,
                is_growth=new.is_growth,
                amount_fen=low.amount_fen,
                mantissa=low.mantissa,
                scale=low.scale,
                high_amount_fen=high.amount_fen,
                high_mantissa=high.mantissa,
                high_scale=high.scale,
                measure=new.measure,
                written=new.written[:LONGEST_NAME],
                due_on=new.due_on,
                plan_id=new.plan_id,
                quote_start=new.quote_start,
                quote_end=new.quote_end,
            )
            for new, (low, high) in zip(targets, figures, strict=True)
        ],
        batch_size=500,
    )


def indicator_changes(targets: Sequence[Target]) -> list[Change]:
    """Return the making of those indicators of `targets` that the record does not know yet."""
    indicators = {target.indicator_id: target.indicator for target in targets}
    known = AuditChange.objects.filter(
        object_type=object_type(Indicator()), object_id__in=[str(pk) for pk in indicators]
    )
    recorded = set(known.values_list("object_id", flat=True))
    return [
        Change.of(row, after=plain(row, *RECORDED_INDICATOR))
        for pk, row in sorted(indicators.items())
        if str(pk) not in recorded
    ]


def store(new: NewTarget, value: Decimal | None) -> StoredFigure:
    try:
        return store_figure(value, new.measure)
    except ValueError as error:
        raise InvalidState(
            _("The figure of “%(name)s” cannot be kept exactly: check the number and its unit.")
            % {"name": new.indicator[:40]}
        ) from error


def key_of(new: NewTarget) -> tuple[str, Shape]:
    return new.indicator[:LONGEST_NAME], new.shape or infer_shape(new.wording)


def find_or_make(
    campaign: Campaign, targets: Sequence[NewTarget]
) -> dict[tuple[str, Shape], Indicator]:
    """Return the indicators of `targets` by name and shape; the tree's own are used again."""
    wanted = {key_of(new): new for new in reversed(targets)}  # of two, the first in order decides
    known = Indicator.objects.filter(
        owner_id=campaign.unit_id, name__in={name for name, _shape in wanted}
    )
    found = {(row.name, Shape(row.shape)): row for row in known}
    made = Indicator.objects.bulk_create(
        [
            Indicator(
                name=name,
                owner_id=campaign.unit_id,
                shape=shape,
                measure=new.measure,
                provider_id=new.provider_id,
                is_larger_better=is_larger_better(new.wording, shape),
                is_fall=is_fall(name, shape),
            )
            for (name, shape), new in reversed(wanted.items())
            if (name, shape) not in found
        ],
        batch_size=500,
    )
    return found | {(row.name, Shape(row.shape)): row for row in made}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts:
    """What a person settles of an indicator: its shape, 口径, source and 数据提供单位."""

    shape: Shape
    is_larger_better: bool
    definition: str = ""
    source: str = ""
    provider: Unit | None = None
    is_fall: bool = False
    rhythm: Rhythm = Rhythm.MONTH
    due_after: int = 10


@transaction.atomic
def edit_indicator(
    actor: Actor, indicator: Indicator, *, version: int, facts: IndicatorFacts
) -> None:
    """Settle what an indicator measures and who confirms its values."""
    if not policies.can_manage_under(actor, indicator.owner.path):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    fields = (
        "shape", "is_larger_better", "definition", "source", "provider_id", "is_fall", "rhythm",
        "due_after", "definition_confirmed_by", "definition_confirmed_at",
    )  # fmt: skip
    before = plain(indicator, *fields)
    provider_id = facts.provider.pk if facts.provider else None
    # a 口径 that is another, or another's, was confirmed by nobody yet
    same = (facts.definition, provider_id) == (indicator.definition, indicator.provider_id)
    update_at_version(
        indicator,
        version,
        shape=facts.shape.value,
        is_larger_better=facts.is_larger_better,
        definition=facts.definition,
        source=facts.source,
        provider_id=provider_id,
        is_fall=facts.is_fall,
        rhythm=facts.rhythm.value,
        due_after=facts.due_after,
        definition_confirmed_by=indicator.definition_confirmed_by if same else None,
        definition_confirmed_at=indicator.definition_confirmed_at if same else None,
    )
    record(
        actor,
        "indicator.edit",
        of=indicator,
        changes=[Change.of(indicator, before=before, after=plain(indicator, *fields))],
        details={},
    )


@transaction.atomic
def confirm_definition(actor: Actor, indicator: Indicator, *, version: int) -> None:
    """Confirm the 口径 of an indicator: the 数据提供单位 does, before its values are worth anything."""
    if indicator.provider_id not in policies.confirming_unit_ids(actor):
        raise NotAllowed(_("A definition is confirmed by the unit that provides the figure."))
    if not indicator.definition.strip():
        raise InvalidState(_("There is no definition to confirm yet: have it written down first."))
    fields = ("definition_confirmed_by", "definition_confirmed_at")
    before = plain(indicator, *fields)
    update_at_version(
        indicator,
        version,
        definition_confirmed_by=actor.person_id,
        definition_confirmed_at=timezone.now(),
    )
    changes = [Change.of(indicator, before=before, after=plain(indicator, *fields))]
    record(actor, "indicator.confirm", of=indicator, changes=changes)
