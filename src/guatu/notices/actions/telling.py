"""Telling something once: copies for the pages, and rows for the ways out that are set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.errors import OutsideTransaction
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.notices import models
from guatu.notices.actions.outbox import GroupText, put_out
from guatu.notices.sorts import sort_of

BATCH = 500
SUBJECT_LENGTH = 200
# lazy words, or what gives them in the language that is active when it is called
Words = str | Promise | Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is to be told, and to whom: units by roles, posts, persons.

    `key` makes it once: the same key is never told a second time. `sort` is the code of a
    registered sort, `address` the path of its page. The text names units, never persons.

    `subject` and `text` are told in each language of the house, whoever acts in which: give them lazy,
    or as `lambda: _("…") % {…}`. A plain string is taken as it stands, for all languages.

    `text` speaks to its reader; where a work group is told too, `group_text` says it of its units.
    """

    key: str
    sort: str
    campaign: Campaign | None
    subject: Words
    text: Words
    address: str
    unit_ids: Sequence[int] = ()
    roles: Sequence[Role] = (Role.LIAISON,)
    post_ids: Sequence[int] = ()
    person_ids: Sequence[int] = ()
    due_at: datetime | None = None
    group_text: GroupText | None = None


def tell(notice: Notice) -> int:
    """Tell it, within the caller's transaction; return how many persons it reached.

    Whoever holds a post today gets one copy, deputies too and nobody twice; an address without
    anybody in office gets none, but the way out of its unit all the same.

    Raises
    ------
    OutsideTransaction
        If no transaction is open: a notice without its act, or an act without its notice.
    LookupError
        If no app registered the sort.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{notice.key} was to be told outside transaction.atomic()")
    sort = sort_of(notice.sort)
    if sort is None:
        raise LookupError(f"no sort of notices has the code {notice.sort!r}")
    now = timezone.now()
    told = in_each_language(notice)
    row, is_new = models.Notice.objects.get_or_create(
        key=notice.key,
        defaults={
            "sort": notice.sort,
            "campaign": notice.campaign,
            **told.pop(settings.LANGUAGE_CODE),
            "translations": told,
            "address": notice.address,
            "is_urgent": sort.is_urgent,
            "due_at": notice.due_at,
            "told_at": now,
        },
    )
    if not is_new:
        return 0
    person_ids, unit_ids = reached(notice, timezone.localdate(now))
    models.NoticeUnit.objects.bulk_create(
        (models.NoticeUnit(notice=row, unit_id=unit) for unit in unit_ids), batch_size=BATCH
    )
    models.NoticeCopy.objects.bulk_create(
        (models.NoticeCopy(notice=row, person_id=person) for person in person_ids),
        batch_size=BATCH,
    )
    with translation.override(settings.LANGUAGE_CODE):
        put_out(
            row, person_ids=person_ids, unit_ids=unit_ids, now=now, group_text=notice.group_text
        )
    return len(person_ids)


def in_each_language(notice: Notice) -> dict[str, dict[str, str]]:
    """Return subject and text by the code of each language: what the house's own is leaves the house.

    Of another language nothing is kept where it says the same.
    """
    found: dict[str, dict[str, str]] = {}
    for code in dict.fromkeys([settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)]):
        with translation.override(code):
            said = {
                "subject": said_in(notice.subject)[:SUBJECT_LENGTH],
                "text": said_in(notice.text),
            }
        if said not in found.values():
            found[code] = said
    return found


def said_in(words: Words) -> str:
    return str(words) if isinstance(words, str | Promise) else words()


def tell_all(notices: Sequence[Notice]) -> int:
    """Tell several things in one transaction; return how many copies were made."""
    with transaction.atomic():
        return sum(tell(one) for one in notices)


def reached(notice: Notice, today: date) -> tuple[list[int], list[int]]:
    """Return the persons who hold what the notice names, and the units that it speaks to."""
    held = Appointment.objects.filter(in_force(today), post__abolished_on__isnull=True)
    roles = [role.value for role in notice.roles]
    by_unit = held.filter(post__unit_id__in=notice.unit_ids, post__role__in=roles)
    by_post = held.filter(post_id__in=notice.post_ids)
    persons = set(notice.person_ids)
    units = set(notice.unit_ids)
    if notice.unit_ids:
        persons.update(by_unit.values_list("person_id", flat=True))
    if notice.post_ids:
        for person, unit in by_post.values_list("person_id", "post__unit_id"):
            persons.add(person)
            units.add(unit)
    return sorted(persons), sorted(units)
