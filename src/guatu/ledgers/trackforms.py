"""Forms of tracks and nodes: one step with its day and proof, the unit that confirms, the days of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_around
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.kinds import Field, TrackState
from guatu.ledgers.actions import Proof, TrackStep
from guatu.ledgers.forms import DAY
from guatu.ledgers.queries import NodeStep, spoken


class TrackForm(forms.Form):
    """One step on a track."""

    to_state = forms.ChoiceField(label=gettext_lazy("To the state"))
    passed_on = forms.DateField(label=gettext_lazy("On the day"), widget=DAY)
    proof = forms.FileField(label=gettext_lazy("Proof"), required=False, help_text=UPLOAD_NOTE)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when it is sent back or no longer meets the conditions."),
    )

    def __init__(
        self, *args: Any, field: Field, steps: Sequence[TrackState], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.track = field.key
        self.fields["to_state"] = forms.ChoiceField(
            label=gettext_lazy("To the state"),
            choices=[(step.code, step_label(field, step)) for step in steps],
        )
        self.initial.setdefault("passed_on", today)

    @property
    def step(self) -> TrackStep:
        upload = self.cleaned_data["proof"]
        return TrackStep(
            track=self.track,
            to_state=self.cleaned_data["to_state"],
            passed_on=self.cleaned_data["passed_on"],
            reason=self.cleaned_data["reason"],
            proof=Proof(payload=upload.read(), file_name=upload.name) if upload else None,
        )


def state_word(field: Field, code: str) -> str:
    choice = field.choice(code)
    return spoken(choice.name) if choice else code


def step_label(field: Field, step: TrackState) -> str:
    word = state_word(field, step.code)
    if step.proof is None:
        return word
    return _("%(stage)s (proof: %(proof)s)") % {"stage": word, "proof": spoken(step.proof)}


class KeeperForm(forms.Form):
    """Which unit confirms a track in a ledger."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Unit that confirms"), coerce=int)

    def __init__(self, *args: Any, keeper: Unit | None, home: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {
            unit.pk: unit for unit in units_around(home, kept=[keeper.pk if keeper else None])
        }
        self.fields["unit"] = forms.TypedChoiceField(
            label=gettext_lazy("Unit that confirms"),
            coerce=int,
            choices=[("", "—"), *((pk, unit.label) for pk, unit in self.units.items())],
        )
        if keeper is not None:
            self.initial["unit"] = keeper.pk

    @property
    def chosen(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class NodesForm(forms.Form):
    """The days of an entry's nodes; an empty day strikes a node from this entry."""

    def __init__(self, *args: Any, steps: Sequence[NodeStep], **options: Any) -> None:
        super().__init__(*args, **options)
        self.steps = [step for step in steps if not step.is_decided]
        is_laid = any(step.milestone for step in steps)  # else the rules propose all days
        for step in self.steps:
            self.fields[step.node.code] = forms.DateField(
                label=spoken(step.node.name), required=False, widget=DAY, help_text=node_help(step)
            )
            laid = step.milestone.due_on if step.milestone else None
            self.initial[step.node.code] = laid if is_laid else step.day

    @property
    def days(self) -> dict[str, date | None]:
        return {step.node.code: self.cleaned_data[step.node.code] for step in self.steps}


def node_help(step: NodeStep) -> str:
    parts = []
    if step.day is not None:
        parts.append(_("By its rule: %(day)s.") % {"day": step.day.isoformat()})
    if step.node.proof is not None:
        parts.append(_("Proof: %(proof)s.") % {"proof": spoken(step.node.proof)})
    return " ".join(parts)
