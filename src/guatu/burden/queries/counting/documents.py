"""Papers that units must read, answer or sign: opinions on drafts, plans handed out, directives."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q, Sum
from django.db.models.functions import Length

from guatu.burden.models import Ask
from guatu.burden.queries.counting.values import Counted, hours_of
from guatu.campaigns.models import Campaign
from guatu.core.burden import Counts
from guatu.core.rounds import Period
from guatu.planning.models import Consultation, SignOff
from guatu.supervision.models import Directive

REPLY_FIELDS = 2  # what was done, and by when the rest
PER_ISSUANCE = 2  # keys of asks: an opinion and a countersignature are two


def opinions(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give the drafts on which units were asked their opinion or countersignature."""
    first, end = hours_of(month)
    rows = Consultation.objects.filter(
        issuance__campaign=campaign, asked_at__gte=first, asked_at__lt=end
    ).order_by("pk")
    for unit_id, issuance_id, title, kind in rows.values_list(
        "unit_id", "issuance_id", "issuance__title", "kind"
    ):
        yield Counted(
            unit_id=unit_id,
            source=Ask.Source.OPINIONS,
            object_id=issuance_id * PER_ISSUANCE + (kind == Consultation.Kind.COUNTERSIGN),
            label=title,
            counts=Counts(forms=1, taps=1, documents=1),
        )


def plans(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give the lists that were handed out: one document each, its plan's text to read, a tap a line."""
    first, end = hours_of(month)
    rows = (
        SignOff.objects.filter(issuance__campaign=campaign, issued_at__gte=first, issued_at__lt=end)
        .order_by()
        .values("unit_id", "issuance_id", "issuance__title")
        .annotate(lines=Count("pk"), length=Length("issuance__plan__text"))
    )
    for row in rows:
        yield Counted(
            unit_id=row["unit_id"],
            source=Ask.Source.PLANS,
            object_id=row["issuance_id"],
            label=row["issuance__title"],
            counts=Counts(documents=1, taps=row["lines"], characters=row["length"] or 0),
        )


def directives(campaign: Campaign, month: Period) -> Iterator[Counted]:
    """Give the directives issued in a month: one document and one answer each, wherever from."""
    first, end = hours_of(month)
    rows = (
        Directive.objects.filter(campaign=campaign, issued_at__gte=first, issued_at__lt=end)
        .order_by()
        .values("unit_id", "source")
        .annotate(
            papers=Count("pk", filter=Q(parent__isnull=True)),
            answers=Count("pk"),
            length=Sum(Length("title") + Length("requirement")),
        )
    )
    for row in rows:
        source = Directive.Source(row["source"])
        yield Counted(
            unit_id=row["unit_id"],
            source=Ask.Source.DIRECTIVES,
            object_id=list(Directive.Source).index(source) + 1,
            counts=Counts(
                forms=row["answers"],
                fields=row["answers"] * REPLY_FIELDS,
                documents=row["papers"],
                characters=row["length"],
            ),
        )
