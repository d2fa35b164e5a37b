"""Rule sets of lamps: installing those that ship, copying, editing and choosing them (D6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Actor
from guatu.core.kinds import Name
from guatu.core.lamps import RuleSet, read_rule_set, rule_set_data, rule_set_from_data, shadowed
from guatu.ledgers.models import Kind, LampRuleChoice, LampRuleSet, LampRuleVersion
from guatu.ledgers.policies import can_choose_rules, can_edit_rule_set, can_own_rules
from guatu.ledgers.queries.rulesets import PACKS, newest_version, offered_rule_sets
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

LONGEST_REASON = 500
ALWAYS = date(2000, 1, 1)  # from when a set that ships holds in its first version
CHOICE = ("campaign_id", "kind_id", "rule_set_id", "effective_on", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """Why, and from which day on."""

    reason: str
    effective_on: date


@transaction.atomic
def install_rule_sets(actor: Actor = SYSTEM) -> int:
    """Write down the sets that ship as they are in this version; return how many are new or changed."""
    known = {row.code: row for row in LampRuleSet.objects.select_for_update()}
    changes = []
    for pack in sorted(PACKS.glob("*.toml")):
        text = pack.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        old = known.get(pack.stem)
        if old is not None and (old.digest == digest or not old.is_built_in):
            continue
        changes.append(install_one(read_rule_set(text, file=pack.name), digest, old))
    if changes:
        record(actor, "lamp_rules.install", changes=changes, details={"count": len(changes)})
    return len(changes)


def install_one(rule_set: RuleSet, digest: str, old: LampRuleSet | None) -> Change:
    before = {"digest": old.digest} if old else None
    row = old or LampRuleSet(code=rule_set.name, is_built_in=True, version=0)
    row.digest, row.version = digest, row.version + 1
    row.save()
    day = timezone.localdate() if old else ALWAYS
    write_version(SYSTEM, row, rule_set, Reasoned(reason="", effective_on=day))
    return Change.of(row, before=before, after={"digest": digest})


def write_version(
    actor: Actor, row: LampRuleSet, rule_set: RuleSet, why: Reasoned
) -> LampRuleVersion:
    return LampRuleVersion.objects.create(
        rule_set=row,
        number=row.version,
        definition=rule_set_data(replace(rule_set, name=row.code)),
        effective_on=why.effective_on,
        made_by=actor.person_id,
        made_at=timezone.now(),
        reason=why.reason.strip(),
    )


@transaction.atomic
def copy_rule_set(actor: Actor, source: LampRuleSet, unit: Unit, title: Name) -> LampRuleSet:
    """Make an office's own set that begins as a copy; it lights nothing until a campaign chooses it."""
    if not can_own_rules(actor, unit.path):
        raise NotAllowed(_("Your post does not allow this."))
    if not (title.zh.strip() and title.en.strip()):
        raise InvalidState(_("Give the set a name in both languages."))
    definition = newest_version(source).definition
    rule_set = replace(rule_set_from_data(definition, file=source.code), title=title)
    row = LampRuleSet(code="", unit=unit, copied_from=source, version=1)
    row.code = free_code(unit)
    row.save(force_insert=True)
    why = Reasoned(reason="", effective_on=timezone.localdate())
    write_version(actor, row, rule_set, why)
    change = Change.of(row, after={"code": row.code, "copied_from": source.code})
    record(actor, "lamp_rules.create", of=row, changes=[change])
    return row


def free_code(unit: Unit) -> str:
    """Return a code that no set has: packs use none with a hyphen."""
    count = LampRuleSet.objects.filter(unit=unit).count()
    return f"own-{unit.pk}-{count + 1}"


@transaction.atomic
def save_rule_set(
    actor: Actor, row: LampRuleSet, version: int, *, rule_set: RuleSet, why: Reasoned, today: date
) -> LampRuleVersion:
    """Write the next version of an office's own set; those before it stay as they were.

    Raises
    ------
    InvalidState
        If a rule can never light, the reason is missing, or the day lies in the past: what was lit
        by the old version is not repainted.
    """
    if not can_edit_rule_set(actor, row):
        raise NotAllowed(_("Copy this set first: what ships with the product is not edited."))
    check_reasoned(why, today)
    if dead := shadowed(rule_set.rules):
        raise InvalidState(
            _("Rule %(place)d can never light: rule %(by)d stands before it and covers it.")
            % {"place": dead[0].place + 1, "by": dead[0].by + 1}
        )
    before = newest_version(row).definition
    if rule_set_data(replace(rule_set, name=row.code)) == before:
        raise InvalidState(_("Nothing has changed."))
    update_at_version(row, version)
    made = write_version(actor, row, rule_set, why)
    change = Change.of(row, before={"rules": before}, after={"rules": made.definition})
    details = {"reason": made.reason, "version": made.number, "from": why.effective_on.isoformat()}
    record(actor, "lamp_rules.edit", of=row, changes=[change], details=details)
    return made


def check_reasoned(why: Reasoned, today: date) -> None:
    if not why.reason.strip() or len(why.reason) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters; the reason stays in the record."))
    if why.effective_on < today:
        raise InvalidState(_("Rules hold from today or a later day: the past is not repainted."))


@transaction.atomic
def choose_rules(
    actor: Actor,
    campaign: Campaign,
    rule_set: LampRuleSet,
    *,
    kind: Kind | None,
    why: Reasoned,
    today: date,
) -> LampRuleChoice:
    """Let a set light a campaign's entries of one kind, or of all kinds, from a day on."""
    if not can_choose_rules(actor, campaign):
        raise NotAllowed(_("Your post does not allow this."))
    check_reasoned(why, today)
    if rule_set.pk not in {row.pk for row in offered_rule_sets(actor, campaign)}:
        raise InvalidState(_("This set belongs to another office; copy it first."))
    row = LampRuleChoice.objects.create(
        campaign=campaign,
        kind=kind,
        rule_set=rule_set,
        effective_on=why.effective_on,
        chosen_by=actor.person_id,
        chosen_at=timezone.now(),
        reason=why.reason.strip(),
    )
    change = Change.of(row, after=plain(row, *CHOICE))
    record(
        actor, "lamp_rules.choose", of=campaign, changes=[change], details={"reason": row.reason}
    )
    return row
