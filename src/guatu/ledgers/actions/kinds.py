"""Installing the built-in kinds from their packs."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from django.db import transaction

from guatu.audit.actions import Change, record
from guatu.core.actors import SYSTEM, Actor
from guatu.core.kinds import read_kind
from guatu.ledgers.models import Kind

PACKS = Path(__file__).resolve().parents[2] / "packs" / "kinds"


@transaction.atomic
def install_kinds(actor: Actor = SYSTEM) -> list[Kind]:
    """Write the built-in kinds as they are in this version; what is unchanged stays untouched.

    A kind of the same code that a person wrote (`is_built_in` false) is left alone.
    """
    before = {kind.code: kind for kind in Kind.objects.select_for_update()}
    kinds, changes = [], []
    for pack in sorted(PACKS.glob("*.toml")):
        text = pack.read_text(encoding="utf-8")
        definition = read_kind(text, pack.name)
        digest = hashlib.sha256(text.encode()).hexdigest()
        old = before.get(definition.code)
        if old is not None and (old.digest == digest or not old.is_built_in):
            kinds.append(old)
            continue
        kind, _created = Kind.objects.update_or_create(
            code=definition.code,
            defaults={
                "definition": tomllib.loads(text),
                "digest": digest,
                "is_built_in": True,
                "official_order": definition.official_order,
                "version": old.version + 1 if old else 1,
            },
        )
        kinds.append(kind)
        changes.append(
            Change.of(
                kind, before={"digest": old.digest} if old else None, after={"digest": digest}
            )
        )
    if changes:
        record(actor, "kind.install", of=None, changes=changes, details={"count": len(changes)})
    return sorted(kinds, key=lambda kind: (kind.official_order, kind.code))
