"""What a page of cards sends, card by card, and what becomes of it: 我的填报 and the register of villages."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from guatu.core.returned import joined
from guatu.dispatch.actions import Draft, attach_evidence, save_draft
from guatu.dispatch.forms import DraftForm, prefix_of
from guatu.dispatch.models import CheckIn
from guatu.dispatch.uploads import payload_of
from guatu.shell.errors import ShellError, Stale
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


@dataclass(slots=True)
class Posted:
    """What a page sent, card by card, and what became of it."""

    values: dict[int, Draft] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    errors: dict[int, list[str]] = field(default_factory=dict)
    conflicts: dict[int, Draft] = field(default_factory=dict)

    @property
    def status(self) -> int:
        if self.errors:
            return 422
        return 412 if self.conflicts else 200


def card_ids(request: Request) -> set[int]:
    return {pk for text in request.POST.getlist("card") if (pk := whole(text)) is not None}


def keep(request: Request, rows: QuerySet[CheckIn]) -> Posted:
    """Save each card of `rows` that differs from what stands, and take its files."""
    posted = Posted()
    if not (ids := card_ids(request)):  # the script has saved them one by one
        return posted
    for row in rows.filter(pk__in=ids).select_related("entry__kind", "unit", "milestone"):
        form = DraftForm(request.POST, prefix=prefix_of(row.pk))
        if not form.is_valid():
            posted.errors[row.pk] = [str(text) for texts in form.errors.values() for text in texts]
            posted.values[row.pk] = typed(form, row)
            posted.versions[row.pk] = row.version
            continue
        posted.values[row.pk] = form.draft()
        posted.versions[row.pk] = form.cleaned_data["version"]
        keep_card(request, row, posted, untouched=form.untouched(Draft.of(row)))
    return posted


def typed(form: DraftForm, row: CheckIn) -> Draft:
    """Return what an invalid card held, as far as it can be shown again."""
    clean = form.cleaned_data
    prefix = form.prefix or ""
    return Draft(
        said=joined(form.data.get(f"{prefix}-said", ""), form.data.get(f"{prefix}-following", "")),
        problem=form.data.get(f"{prefix}-problem", ""),
        is_unchanged=bool(clean.get("is_unchanged")),
        outcome=clean.get("outcome") or row.outcome,
        missed_reason=form.data.get(f"{prefix}-missed_reason", ""),
        goal_moves_to=clean.get("goal_moves_to"),
        progress=row.progress,
        reported_lamp=clean.get("reported_lamp") or None,
    )


def keep_card(request: Request, row: CheckIn, posted: Posted, *, untouched: bool) -> None:
    draft = posted.values[row.pk]
    files = request.FILES.getlist(f"{prefix_of(row.pk)}-evidence")
    try:
        if not untouched:
            save_draft(request.actor, row.pk, posted.versions[row.pk], draft)
        for file in files:
            attach_evidence(request.actor, row.pk, payload_of(file), file.name or "")
    except Stale as stale:
        posted.conflicts[row.pk] = Draft(**stale.fields["current"])  # type: ignore[arg-type]  # from asdict
        posted.versions[row.pk] = int(str(stale.fields["version"]))
    except ShellError as refusal:
        posted.errors[row.pk] = [refusal.message]
