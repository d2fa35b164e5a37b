"""The demo's rhythm: daily closing that asks nobody, ten days beside the weeks, more time for one unit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.campaigns.models import Campaign, Validity
from guatu.core.rounds import WHOLE_DAY, moment
from guatu.demo.planned import SPECIAL_PLAN
from guatu.dispatch.actions.extensions import extend
from guatu.dispatch.actions.keeping import change_cadence, make_cadence
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries.rounds import check_in_cadence, units_of_round
from guatu.ledgers.actions import EntryEdit, edit_entry
from guatu.ledgers.models import Entry, Ledger

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

DAILY = "每日销号"
TENTH = "旬调度填报"
WHY_LATER = "本周信息系统迁移，经办公室同意顺延（模拟数据）"
AT_SIX = 18 * 60


def lay_rhythm(stage: Stage) -> None:
    """Lay what recurs beside the weekly rounds, as the page of cadences declares it."""
    daily = Cadence.objects.filter(campaign=stage.general, every=Cadence.Every.DAY)
    if not daily.exists():
        make_cadence(
            stage.office,
            stage.general,
            {
                "event": DAILY, "every": Cadence.Every.DAY, "asks_check_ins": False,
                "off_days": Cadence.OffDays.EARLIER, "due_minute": AT_SIX,
                "begins_on": stage.today,
            },
        )  # fmt: skip
    lay_ten_days(stage)
    lay_extension(stage)


def lay_ten_days(stage: Stage) -> None:
    """Let the special campaign report one of its ledgers every ten days, and the others every week."""
    campaign = Campaign.objects.filter(slug=SPECIAL_PLAN.slug).first()
    weekly = check_in_cadence(campaign) if campaign is not None else None
    if campaign is None or weekly is None:
        return
    ledgers = Ledger.objects.filter(campaign=campaign).select_related("kind")
    kinds = [
        one.kind.code
        for one in ledgers.order_by("kind__official_order", "pk")
        if one.kind.is_reported
    ]
    if len(kinds) < 2:  # noqa: PLR2004 one to each
        return
    change_cadence(stage.office, weekly.pk, weekly.version, {"kinds": kinds[:-1]})
    tie_twins(stage, campaign)
    last = weekly.rounds.order_by("-ends_on").first()
    begins_on = stage.today if last is None else last.ends_on + timedelta(days=1)
    make_cadence(
        stage.office,
        campaign,
        {
            "event": TENTH, "every": Cadence.Every.TEN_DAYS, "asks_check_ins": True,
            "kinds": kinds[-1:], "owes": Cadence.Owes.LEADS, "due_minute": AT_SIX,
            "off_days": Cadence.OffDays.EARLIER, "grace_hours": 6, "freeze_days": 5,
            "begins_on": begins_on,  # the open weekly round asks about all of them still
        },
    )  # fmt: skip


def tie_twins(stage: Stage, special: Campaign) -> None:
    """Set the special plan's lines beneath those of the general one that they repeat: asked once."""
    above: dict[tuple[int, str], int] = {}
    for kind_id, title, key in (
        Entry.objects.filter(campaign=stage.general, validity=Validity.IN_FORCE)
        .order_by("-pk")
        .values_list("kind_id", "title", "pk")
    ):
        above[kind_id, title] = key
    rows = Entry.objects.filter(campaign=special, validity=Validity.IN_FORCE, parent__isnull=True)
    for entry in rows.select_related("campaign__unit", "kind", "unit").order_by("pk"):
        if (twin := above.get((entry.kind_id, entry.title))) is not None:
            edit = EntryEdit(columns={"parent_id": twin})
            edit_entry(stage.office, entry, version=entry.version, edit=edit)


def lay_extension(stage: Stage) -> None:
    """Give one unit that has not reported a few more days in this week's round."""
    one = (
        Round.objects.filter(campaign=stage.general, state=Round.State.OPEN)
        .order_by("-starts_on", "pk")
        .first()
    )
    if one is None or one.late_from <= timezone.now():
        return
    silent = [unit for unit in units_of_round(one) if unit.open]
    if silent:
        until = moment(one.last_day + timedelta(days=3), WHOLE_DAY, timezone.get_default_timezone())
        extend(stage.office, one.pk, silent[-1].unit_id, until=until, reason=WHY_LATER)
