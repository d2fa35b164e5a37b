"""When guatu makes lists by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.core.paths import is_within
from guatu.worklists.models import ListSetting

DEFAULT_WEEKDAY = 5  # Friday: the next week's lists lie there before the weekend
MADE_AT = time(5, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the lists of the posts under a unit are made."""

    unit: Unit
    weekday: int = DEFAULT_WEEKDAY
    is_on: bool = True
    version: int = 0  # 0: as guatu comes


def running_units() -> list[Unit]:
    """Return the units that run campaigns now, those beneath another left out."""
    rows = Unit.objects.filter(
        valid_to__isnull=True, campaigns__status=Campaign.Status.ACTIVE
    ).distinct()
    found: list[Unit] = []
    for unit in rows.order_by("path"):
        if not found or not is_within(unit.path, found[-1].path):
            found.append(unit)
    return found


def settings_of(units: Iterable[Unit]) -> list[Setting]:
    units = list(units)
    kept = {row.unit_id: row for row in ListSetting.objects.filter(unit__in=units)}
    return [
        Setting(unit=unit, weekday=row.weekday, is_on=row.is_on, version=row.version)
        if (row := kept.get(unit.pk))
        else Setting(unit=unit)
        for unit in units
    ]


def setting_for(actor: Actor) -> Setting | None:
    """Return the setting that the actor's office keeps: of the first unit that it runs."""
    scopes = actor.scopes(Role.CAMPAIGN_OFFICE)
    units = [unit for unit in running_units() if any(is_within(unit.path, s) for s in scopes)]
    found = settings_of(units[:1])
    return found[0] if found else None


def weeks_due(setting: Setting, today: date) -> list[date]:
    """Return the Mondays of the weeks that are made on a day: this one, and the next from its weekday on."""
    monday = today - timedelta(days=today.weekday())
    later = [monday + timedelta(days=7)] if today.isoweekday() >= setting.weekday else []
    return [monday, *later]


def made_at(day: date) -> datetime:
    """Return the moment of a day from which its lists are made."""
    return timezone.make_aware(datetime.combine(day, MADE_AT))
