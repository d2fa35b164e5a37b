"""A closing tells whoever has the next word, and its lead unit what became of it: once for each act."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from worlds import World

from guatu.ledgers.actions import Passage, Proof, pass_stage
from guatu.ledgers.actions.closingnotices import ANSWERED, ASKED
from guatu.ledgers.actions.closings import (
    Check,
    ask_closing,
    reopen_entry,
    return_closing,
    review_closing,
    verify_closing,
    withdraw_closing,
)
from guatu.ledgers.models import Closing, Entry
from guatu.ledgers.queries import visible_entry
from guatu.ledgers.queries.closings import visible_closing
from guatu.notices.models import Notice, NoticeCopy
from guatu.shell.errors import Stale

pytestmark = pytest.mark.django_db
FILE = Proof(payload="完成情况".encode(), file_name="说明.txt")


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def told(people: World) -> list[tuple[str, set[str]]]:
    """Return the notices on closings in their order: the sort, and who has a copy."""
    who = {account.person_id: name for name, account in people.accounts.items()}
    return [
        (
            one.sort,
            {
                who[pk]
                for pk in NoticeCopy.objects.filter(notice=one).values_list("person_id", flat=True)
            },
        )
        for one in Notice.objects.filter(sort__in=[ASKED, ANSWERED]).order_by("pk")
    ]


def ask(people: World, entry: Entry) -> Closing:
    actor, today = people.actor("liaison"), timezone.localdate()
    row = visible_entry(actor, entry.pk)
    passage = Passage(to_stage="closing", passed_on=today, proof=FILE, note="全部完成")
    return ask_closing(actor, row, version=row.version, passage=passage, today=today)


def seen(people: World, who: str) -> Closing:
    return visible_closing(people.actor(who), Closing.objects.order_by("-pk")[0].pk)


def review(people: World) -> Closing:
    one = seen(people, "approver")
    return review_closing(people.actor("approver"), one, version=one.version)


def verify(people: World) -> Closing:
    one, today = seen(people, "office"), timezone.localdate()
    check = Check(method="on_site", proof=FILE)
    return verify_closing(
        people.actor("office"), one, version=one.version, check=check, today=today
    )


def test_each_step_is_told_to_who_acts_next_and_the_end_to_the_lead(
    people: World, entry: Entry
) -> None:
    ask(people, entry)
    review(people)
    verify(people)

    assert told(people) == [
        (ASKED, {"approver", "unit_admin"}),
        (ASKED, {"office"}),
        (ANSWERED, {"approver", "liaison", "teammate"}),
    ]
    pages = set(Notice.objects.filter(sort__in=[ASKED, ANSWERED]).values_list("address", flat=True))
    assert pages == {reverse("ledgers:entry-closing", args=[entry.pk])}


def test_what_is_given_back_and_what_came_back_is_told_to_the_lead(
    people: World, entry: Entry
) -> None:
    today = timezone.localdate()
    one = ask(people, entry)
    return_closing(
        people.actor("approver"), seen(people, "approver"), version=one.version, reason="缺验收单",
        today=today,
    )  # fmt: skip
    assert told(people)[1:] == [(ANSWERED, {"approver", "liaison", "teammate"})]

    ask(people, entry)
    review(people)
    verify(people)
    row = visible_entry(people.actor("office"), entry.pk)
    reopen_entry(people.actor("office"), row, version=row.version, reason="又有反映", today=today)

    assert told(people)[-1] == (ANSWERED, {"approver", "liaison", "teammate"})
    assert len(told(people)) == 6


def test_going_back_on_the_lines_own_page_tells_the_same_once(people: World, entry: Entry) -> None:
    """There is one way to close, whichever page recorded it; an act refused tells nothing."""
    ask(people, entry)
    row, today = visible_entry(people.actor("office"), entry.pk), timezone.localdate()
    back = Passage(to_stage="under_way", passed_on=today, note="缺验收单")
    pass_stage(people.actor("office"), row, version=row.version, passage=back, today=today)
    with pytest.raises(Stale):
        pass_stage(
            people.actor("office"), row, version=row.version - 1,
            passage=Passage(to_stage="assigned", passed_on=today, note="再退"), today=today,
        )  # fmt: skip

    assert [sort for sort, _who in told(people)] == [ASKED, ANSWERED]


def test_an_asking_taken_back_tells_nobody(people: World, entry: Entry) -> None:
    one = ask(people, entry)
    withdraw_closing(
        people.actor("liaison"), seen(people, "liaison"), version=one.version, reason="误报",
        today=timezone.localdate(),
    )  # fmt: skip

    assert [sort for sort, _who in told(people)] == [ASKED]


def test_the_bell_leads_to_the_page_of_the_closing(people: World, entry: Entry) -> None:
    ask(people, entry)

    client = people.client("approver")
    page = client.get(reverse("notices:index")).content.decode()
    opening = reverse("notices:open", args=[Notice.objects.get(sort=ASKED).pk])
    assert entry.title in page
    assert opening in page
    assert client.post(opening).url == reverse("ledgers:entry-closing", args=[entry.pk])
