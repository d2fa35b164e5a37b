"""An entry that changes is lit anew at once, not tomorrow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from worlds import World, install_kinds, make_campaign

from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import recompute_lamps
from guatu.ledgers.actions import Assigned, EntryEdit, NewEntry, edit_entry, insert_entries

pytestmark = pytest.mark.django_db


def test_a_new_date_changes_the_lamp_within_the_act(world: World) -> None:
    install_kinds()
    today = timezone.localdate()
    campaign = make_campaign(
        world.district, starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=90)
    )
    new = NewEntry(
        title="新增公共泊位",
        leads=(Assigned(unit_id=world.finance.pk),),
        starts_on=today - timedelta(days=60),
        due_on=today - timedelta(days=1),
    )
    (entry,) = insert_entries(campaign, "task", [new])
    recompute_lamps(SYSTEM, campaign, today)
    entry.refresh_from_db()

    assert entry.lamp == Lamp.OVERDUE

    edit = EntryEdit(columns={"due_on": today + timedelta(days=60)}, reason="批准延期")
    edit_entry(world.actor("office"), entry, version=entry.version, edit=edit)
    entry.refresh_from_db()

    assert entry.lamp != Lamp.OVERDUE
