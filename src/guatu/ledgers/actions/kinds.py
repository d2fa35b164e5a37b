"""Installing kinds: the built-in ones from their packs, an office's own from a text; using them."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.kinds import KindDefinition, KindError, expanded, read_kind
from guatu.core.kinds.places import line_of
from guatu.core.lamps import RuleSetError
from guatu.ledgers.actions.limits import refresh_limits, relight
from guatu.ledgers.actions.values import write_values
from guatu.ledgers.models import Entry, Kind, Ledger
from guatu.ledgers.policies import can_manage_kinds, can_open_ledger
from guatu.ledgers.queries import batches
from guatu.ledgers.queries.asked import check_asks
from guatu.ledgers.queries.kindchanges import change_of
from guatu.ledgers.queries.rulesets import rules_named
from guatu.shell.errors import Conflict, InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

PACKS = Path(__file__).resolve().parents[2] / "packs" / "kinds"
LONGEST_SOURCE = 200_000


@transaction.atomic
def install_kinds(actor: Actor = SYSTEM) -> list[Kind]:
    """Write the built-in kinds as they are in this version; what is unchanged stays untouched.

    A kind of the same code that a person wrote (`is_built_in` false) is left alone.
    """
    before = {kind.code: kind for kind in Kind.objects.select_for_update()}
    kinds, changes = [], []
    for pack in sorted(PACKS.glob("*.toml")):
        text = pack.read_text(encoding="utf-8")
        definition, stored = read_pack(text, pack.name)
        digest = digest_of(text)
        old = before.get(definition.code)
        is_same = old is not None and old.digest == digest and old.source == text
        if old is not None and (is_same or not old.is_built_in):
            kinds.append(old)
            continue
        kind, _created = Kind.objects.update_or_create(
            code=definition.code,
            defaults={
                **columns_of(text, definition, json.loads(stored)),
                "is_built_in": True,
                "version": old.version + 1 if old else 1,
            },
        )
        kinds.append(kind)
        changes.append(
            Change.of(
                kind, before={"digest": old.digest} if old else None, after={"digest": digest}
            )
        )
        if old is not None:
            refresh_limits(kind)
    if changes:
        record(actor, "kind.install", of=None, changes=changes, details={"count": len(changes)})
    return sorted(kinds, key=lambda kind: (kind.official_order, kind.code))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def read_pack(text: str, name: str) -> tuple[KindDefinition, str]:
    """Return a built-in kind and, as JSON, its stored form; a text is read once in a process."""
    return read_kind(text, name), json.dumps(expanded(tomllib.loads(text)))


def columns_of(
    text: str, definition: KindDefinition, stored: Mapping[str, object] | None = None
) -> dict[str, object]:
    return {
        "definition": expanded(tomllib.loads(text)) if stored is None else stored,
        "source": text,
        "digest": digest_of(text),
        "official_order": definition.official_order,
    }


def read_source(text: str, file: str) -> KindDefinition:
    """Return the kind that a text declares, or refuse it with the line and the key that are wrong."""
    if len(text) > LONGEST_SOURCE:
        raise InvalidState(_("The text is longer than 200,000 characters; a kind is much shorter."))
    try:
        definition = read_kind(text, file)
        check_rules(definition, file)
    except KindError as error:
        line = line_of(text, error.key, error.remedy)
        words = {"key": error.key, "remedy": error.remedy, "line": line}
        message = _("Line %(line)s, %(key)s: %(remedy)s") if line else _("%(key)s: %(remedy)s")
        raise InvalidState(message % words, line=line, key=error.key) from error
    check_asks(definition, text)
    return definition


def check_rules(definition: KindDefinition, file: str) -> None:
    """Refuse a rule set that is not there: no lamp of the whole campaign could be lit by it."""
    try:
        rules_named([definition.lamp_rules], timezone.localdate())
    except RuleSetError as error:
        remedy = (
            f"there is no set of lamp rules {definition.lamp_rules!r}; name one that is installed"
        )
        raise KindError(file=file, key="lamp_rules", remedy=remedy) from error


@transaction.atomic
def install_kind(actor: Actor, text: str, *, file: str = "kind.toml") -> Kind:
    """Install a kind of the office's own. A code that is taken is refused: that kind is edited."""
    check_may_manage(actor)
    definition = read_source(text, file)
    if Kind.objects.filter(code=definition.code).exists():
        raise Conflict(
            _("There is a kind “%(code)s” already. Edit that one, or choose another code.")
            % {"code": definition.code}
        )
    kind = Kind.objects.create(
        code=definition.code, is_built_in=False, **columns_of(text, definition)
    )
    record(actor, "kind.install", of=kind, changes=[Change.of(kind, after=plain(kind, "digest"))])
    return kind


@transaction.atomic
def change_kind(actor: Actor, kind: Kind, *, version: int, text: str) -> Kind:
    """Change a kind of one's own, if all of its entries fit what it shall be.

    Values of fields that it no longer has stay with their entries, out of sight.
    """
    check_may_manage(actor)
    if kind.is_built_in:
        raise NotAllowed(_("A built-in kind is not changed here: copy it and change the copy."))
    definition = read_source(text, f"{kind.code}.toml")
    if definition.code != kind.code:
        raise InvalidState(_("The code of a kind stays: its ledgers stand at that address."))
    if text == kind.source:
        return kind
    if (change := change_of(actor, kind, definition)).misfits:
        raise InvalidState(
            _("Entries that stand do not fit: see the list, and change the kind or the entries."),
            change=change,
        )
    before = plain(kind, "digest")
    update_at_version(kind, version, **columns_of(text, definition))
    for ids in batches(list(Entry.objects.filter(kind=kind).values_list("pk", flat=True))):
        write_values(definition, list(Entry.objects.filter(pk__in=ids)))
    relight(refresh_limits(kind))
    change_row = Change.of(kind, before=before, after=plain(kind, "digest"))
    record(actor, "kind.change", of=kind, changes=[change_row])
    return kind


def check_may_manage(actor: Actor) -> None:
    if not can_manage_kinds(actor):
        raise NotAllowed(_("Your post does not allow this."))


@transaction.atomic
def open_ledger(actor: Actor, campaign: Campaign, kind: Kind) -> Ledger:
    """Open the ledger of a kind in a campaign; one that is open already is returned as it is."""
    if not can_open_ledger(actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))
    ledger, is_new = Ledger.objects.get_or_create(
        campaign=campaign, kind=kind, defaults={"created_at": timezone.now()}
    )
    if is_new:
        changes = [Change.of(ledger, after=plain(ledger, "campaign", "kind"))]
        record(actor, "ledger.open", of=ledger, changes=changes, details={"kind": kind.code})
    return ledger
