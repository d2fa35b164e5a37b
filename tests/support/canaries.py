"""Canaries: a string of its own in every text column of every table, to be looked for where it must not show.

Found by walking the models: a new table or column is planted without anybody's doing, or the test
that uses this says that it cannot be.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.header import decode_header
from html import unescape
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from worlds import World

from guatu.accounts.models import Account, Appointment, Person, Post, Unit
from guatu.campaigns.models import Campaign, Phase, Plan
from guatu.core.actors import Role
from guatu.dispatch.models import Round
from guatu.ledgers.models import Entry
from guatu.paper.models import BulletinTemplate

WEEK = timedelta(days=7)
SIGN = "龘"  # stands in no text of ours
TOKEN = re.compile(f"{SIGN}([0-9a-z]+){SIGN}")
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Columns that hold codes, digests or secrets: nothing that a person wrote, nothing that is shown.
CODES = frozenset(
    {
        "accounts.Account.password", "accounts.HandoverItem.object_type", "accounts.HandoverItem.sort",
        "accounts.Intake.file_digest", "accounts.Unit.path", "accounts.UnitChange.old_path",
        "accounts.SignIn.address", "audit.AuditChange.leaf", "audit.AuditChange.object_id",
        "audit.AuditChange.object_type", "audit.AuditEvent.act", "audit.AuditEvent.algorithm",
        "audit.AuditEvent.hash", "audit.AuditEvent.object_id", "audit.AuditEvent.object_type",
        "audit.AuditEvent.actor_kind", "audit.AuditEvent.post_ids", "audit.AuditEvent.previous_hash",
        "audit.AuditEvent.root", "audit.Evidence.digest", "audit.Evidence.media_type",
        "audit.PrivateValue.field", "audit.PrivateValue.salt", "audit.PrivateValue.side",
        "campaigns.Campaign.slug", "campaigns.FigureSheet.series", "campaigns.Indicator.measure",
        "campaigns.MeasureUnit.dimension", "campaigns.MeasureUnit.symbol",
        "campaigns.Observation.measure", "campaigns.Plan.layout", "campaigns.Plan.notes",
        "campaigns.Plan.text_digest", "campaigns.Target.measure", "dispatch.Cadence.event",
        "dispatch.CheckIn.role", "dispatch.EntryState.reported_lamp", "dispatch.EntryState.stage",
        "dispatch.Round.slug", "dispatch.UnitState.path", "ledgers.Entry.limit_for",
        "ledgers.Closing.from_stage", "worklists.WeekItem.source_key",
        "ledgers.Entry.stage", "ledgers.EntryLamp.inputs", "ledgers.EntryLamp.rule",
        "ledgers.EntryLamp.rule_set", "ledgers.FieldValue.field", "ledgers.Kind.code",
        "ledgers.Kind.digest", "ledgers.LampRuleSet.code", "ledgers.LampRuleSet.digest",
        "ledgers.LampSpell.inputs", "ledgers.LampSpell.rule", "ledgers.LampSpell.rule_set",
        "ledgers.LogRow.log", "ledgers.Milestone.node", "ledgers.Need.measure",
        "ledgers.SeriesValue.field", "ledgers.StagePassage.from_stage",
        "ledgers.StagePassage.to_stage", "ledgers.TrackKeeper.track",
        "ledgers.TrackPassage.from_state", "ledgers.TrackPassage.to_state",
        "ledgers.TrackPassage.track", "meetings.Meeting.minutes_digest", "planning.Share.measure",
        "supervision.Directive.part",
        "supervision.Directive.source_type", "supervision.DirectiveRules.preset",
        "supervision.DirectiveRules.scope",
    }
)  # fmt: skip
# What the installation holds for everybody, whoever works in which campaign.
OF_ALL = frozenset(
    {
        "shell.RequestKey", "shell.CalendarYear", "shell.CalendarDay", "audit.ChainHead",
        "campaigns.MeasureUnit", "ledgers.Kind", "ledgers.LampRuleSet", "ledgers.LampRuleVersion",
    }
)  # fmt: skip
# Text in a JSON column, where the row that the other fixtures make has none. What the code reads
# back needs its own shape.
SAMPLES: dict[str, Any] = {
    "sheets.Adoption.meanings": [],  # codes by column, no words
    "sheets.AdoptedLine.texts": [["进展", "文字"]],
    "sheets.Adoption.sheets": ["文字"],
    "sheets.HigherForm.tables": ["文字"],
    "sheets.HigherFilling.gaps": [{"cell": "C5", "why": "empty", "of": "文字"}],
    "sheets.ReturnedBook.lines": [],
    "accounts.Intake.account_ids": [],
    "accounts.Intake.counts": {},
    "accounts.Intake.rows": [[2, {"name": "某单位"}]],
    "audit.AuditEvent.details": {"reason": "理由"},
    "audit.PrivateValue.value": "姓名",
    "ledgers.Entry.fields": {"measures": "文字"},
    "meetings.AgendaItem.facts": [],
    "meetings.Meeting.minutes": {"title": "标题"},
    "meetings.Package.changed": [],
    "meetings.Package.facts": {"token": "次", "silent": 0},
    "meetings.PackagePart.facts": {},
    "planning.Adjustment.after": {"standard": "新标准"},
    "planning.Adjustment.before": {"standard": "旧标准"},
    "planning.Draft.issues": [],
    "planning.Draft.unused": [],
    "planning.DraftMatch.differences": [
        {"field": "title", "before": "旧", "standing": "旧", "now": "新"}
    ],
}
# What a table's own constraints ask of a row that is made of its columns alone.
VALUES: dict[str, Callable[[World], dict[str, Any]]] = {
    "audit.PrivateValue": lambda _world: {"side": "before"},
    "campaigns.Clause": lambda _world: {"start": 7, "end": 9},
    "dispatch.SummaryPart": lambda _world: {"was_silent": True},
    "dispatch.UnitState": lambda world: {"unit": world.finance, "from_round": frozen_round()},
    "ledgers.FieldValue": lambda _world: {"text": "字"},
    "ledgers.LampRuleSet": lambda world: {"unit": world.finance, "code": "default"},
    "planning.Taking": lambda _world: {"entry": Entry.objects.order_by("pk").first()},
}


def frozen_round() -> Round:
    """Return a round before the one that is open, which the office may still freeze."""
    row = Round.objects.filter(state=Round.State.OPEN).earliest("pk")
    row.pk, row.slug, row.ordinal = None, "before", row.ordinal - 1
    row.starts_on, row.ends_on = row.starts_on - WEEK, row.ends_on - WEEK
    row.state, row.closed_at, row.frozen_at = Round.State.FROZEN, timezone.now(), timezone.now()
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """The column that each canary stands in, and what could not be planted."""

    columns: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def seen_in(self, text: str) -> set[str]:
        """Return the columns whose canaries show in a text."""
        return {self.columns.get(code, code) for code in TOKEN.findall(text)}


def own_models() -> list[type[models.Model]]:
    """Return the tables that guatu itself declares and that somebody's words may stand in."""
    found = [m for m in apps.get_models() if m.__module__.startswith("guatu.")]
    return [model for model in found if model._meta.label not in OF_ALL]


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, kinds)
        and not getattr(column, "choices", None)
        and f"{model._meta.label}.{column.name}" not in CODES
    ]


def token(number: int) -> str:
    first, second = divmod(number, len(ALPHABET))
    return f"{SIGN}{ALPHABET[first]}{ALPHABET[second]}{SIGN}"


ABOVE = "above: "


def plant(world: World, *, spared: set[int]) -> Planted:
    """Put a canary in each text column of each row but those of the units `spared`.

    Tables without a row get one, made of what their columns allow. What belongs to the whole
    campaign and to the unit above has canaries of its own, whose columns' names begin with `ABOVE`.
    """
    planted = Planted(missing=make_missing(world))
    for model in own_models():
        rows = model._default_manager.exclude(spared_rows(model, spared)).order_by("pk")
        above = set(rows.filter(rows_above(model, world)).values_list("pk", flat=True))
        for column in columns_of(model):
            name = f"{model._meta.label}.{column.name}"
            marks = [token(len(planted.columns) + n) for n in range(2)]
            for sign, said in zip(marks, (name, ABOVE + name), strict=True):
                planted.columns[sign.strip(SIGN)] = said
            count = sum([mark(row, column, marks[row.pk in above]) for row in rows])
            if not count and SAMPLES.get(name, True):
                planted.missing.append(name)
    return planted


def rows_above(model: type[models.Model], world: World) -> Q:
    """Return the rows of the district itself and of its campaign as a whole."""
    conditions: dict[type[models.Model], Q] = {
        Unit: Q(pk=world.district.pk),
        BulletinTemplate: Q(unit=world.district),
        Post: Q(unit=world.district, role=Role.LEADER),
        Person: Q(appointments__post__unit=world.district, appointments__post__role=Role.LEADER),
        Campaign: Q(unit=world.district),
        Phase: Q(campaign__unit=world.district),
        Plan: Q(campaign__unit=world.district),
    }
    return conditions.get(model, Q(pk__in=[]))


def spared_rows(model: type[models.Model], units: set[int]) -> Q:
    """Return the rows of the units that will look: their own names are theirs to see."""
    posts = Post.objects.filter(unit__in=units).values("pk")
    people = Appointment.objects.filter(post__in=posts).values("person")
    conditions: dict[type[models.Model], Q] = {
        Unit: Q(pk__in=units),
        Post: Q(unit__in=units),
        Person: Q(pk__in=people),
        Account: Q(person__in=people),
    }
    return conditions.get(model, Q(pk__in=[]))


def mark(row: models.Model, column: models.Field[Any, Any], code: str) -> bool:
    """Put the canary into one column of one row; say whether it stands there now."""
    value = getattr(row, column.name)
    if isinstance(column, models.JSONField):
        name = f"{row._meta.label}.{column.name}"
        if not CHINESE.search(repr(value)):
            sample = SAMPLES.get(name, {"title": "文字"})
            value = {**value, **sample} if isinstance(value, dict) and value else sample
        value = marked_json(value, code)
    else:
        most = getattr(column, "max_length", None)
        value = f"{str(value or '')[: most - len(code)] if most else value or ''}{code}"
    type(row)._default_manager.filter(pk=row.pk).update(**{column.name: value})
    return code in repr(value)


def marked_json(value: Any, code: str) -> Any:
    """Return a value whose Chinese texts end in the canary; codes stay as they are."""
    if isinstance(value, dict):
        return {key: marked_json(inner, code) for key, inner in value.items()}
    if isinstance(value, list):
        return [marked_json(inner, code) for inner in value]
    return f"{value}{code}" if isinstance(value, str) and CHINESE.search(value) else value


def make_missing(world: World) -> list[str]:
    """Give each table that has none a row, made of what its columns allow; name those that refuse."""
    refused = []
    for model in own_models():
        if columns_of(model):
            try:
                some_row(model, world)
            except IntegrityError as error:
                refused.append(f"{model._meta.label}: {error}")
    return refused


def some_row(model: type[models.Model], world: World) -> models.Model:
    if model is Unit:
        return world.finance
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        return row
    values = {
        column.name: value
        for column in model._meta.concrete_fields
        if (value := some_value(column, world)) is not None
    }
    if model._meta.label in VALUES:
        values |= VALUES[model._meta.label](world)
    with transaction.atomic():
        return model._default_manager.create(**values)


def some_value(column: models.Field[Any, Any], world: World) -> Any:
    """Return a value for a column that must have one, or None to leave it out."""
    if column.primary_key or (column.null and not column.is_relation) or column.has_default():
        return None
    if column.is_relation:
        if column.null:
            return None
        related = column.related_model
        assert isinstance(related, type)
        return some_row(related, world)
    if column.choices:
        return next(iter(column.flatchoices))[0]
    makers: list[tuple[type, Any]] = [
        (models.DateTimeField, timezone.now()),
        (models.DateField, timezone.localdate()),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.JSONField, {}),
        (models.CharField, "字"),
        (models.TextField, "文字"),
    ]
    return next((value for kind, value in makers if isinstance(column, kind)), None)


def text_of(response: HttpResponse) -> str:
    """Return all that an answer says: body, parts of a packed file, headers, messages kept for later."""
    streamed: Any = getattr(response, "streaming_content", ())
    body = b"".join(streamed) if response.streaming else response.content
    parts = [unpacked(body), *(header_text(str(value)) for value in response.headers.values())]
    request = getattr(response, "wsgi_request", None)
    kept = getattr(request, "_messages", None)
    parts += [str(message) for message in getattr(kept, "_queued_messages", ())]
    return "\n".join(parts)


def unpacked(body: bytes) -> str:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    return plain(body.decode("utf-8", "replace"))


def plain(text: str) -> str:
    """Return a text with what JSON, HTML and addresses write otherwise written plainly."""
    if "\\u" in text:
        text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    if "&#" in text:
        text = unescape(text)
    return unquote(text) if "%E9" in text else text


def header_text(value: str) -> str:
    if value.startswith("=?"):
        value = "".join(
            part.decode(code or "utf-8", "replace") if isinstance(part, bytes) else part
            for part, code in decode_header(value)
        )
    return plain(value)
