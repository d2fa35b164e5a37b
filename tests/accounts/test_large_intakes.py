"""Large sheets of people: applied behind the page, and their first passwords made once, by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from behind import work_off
from django.utils import timezone
from python_calamine import CalamineWorkbook
from worlds import World, appoint, make_post

from guatu.accounts import works
from guatu.accounts.actions import firstpasswords, intakes
from guatu.accounts.models import Account, Intake, Person
from guatu.accounts.queries.firstpasswords import waiting_accounts, waiting_for
from guatu.audit.models import AuditChange, AuditEvent
from guatu.core.actors import Role
from guatu.core.documents import Document
from guatu.core.grids import rows_of, under_head
from guatu.jobs.errors import Cancelled
from guatu.jobs.models import Job
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db
HEAD = "姓名,单位,岗位,层级,角色,任职起,任职止,用户名\n"
ROWS = "".join(
    f"何{sign},区财政局,{sign}科联络员,联络员,,2026-03-01,,he.{number}\n"
    for number, sign in enumerate("甲乙丙丁", 1)
)
SHEET = HEAD + ROWS
HASHED = "a hash of another"
USERNAMES = {"he.1", "he.2", "he.3", "he.4"}


def staged(world: World, text: str = SHEET) -> Intake:
    headed = under_head(rows_of(Document(text=text)), intakes.HEADS["people"])
    assert headed is not None
    actor = world.actor("unit_admin")
    return intakes.stage(actor, "people", headed, file_name="名册.csv", payload=text.encode())


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any sheet count as a large one."""
    monkeypatch.setattr(works, "SOON_ROWS", 0)


def applied(world: World, text: str = SHEET) -> Intake:
    """Return a sheet that was applied without passwords."""
    row = staged(world, text)
    intakes.apply(world.actor("unit_admin"), row, version=1, with_passwords=False)
    return row


def cells_of(payload: bytes) -> str:
    return str(
        CalamineWorkbook.from_filelike(io.BytesIO(payload)).get_sheet_by_index(0).to_python()
    )


@pytest.mark.usefixtures("large")
def test_a_large_sheet_is_applied_behind_the_page_and_its_passwords_come_once(
    world: World,
) -> None:
    row = staged(world)
    client = world.client("unit_admin")
    page = f"/accounts/intakes/{row.pk}/"
    assert "后台写入" in client.get(page).content.decode()

    answer = client.post(f"{page}apply/", {"version": 1, "idempotency_key": "k1"})
    job = Job.objects.get(work=works.APPLY)
    assert answer.headers["Location"] == f"/jobs/{job.pk}/?follow=1"
    assert not Account.objects.filter(username__in=USERNAMES).exists()
    waiting = client.get(page).content.decode()
    assert f"/jobs/{job.pk}/?follow=1" in waiting
    assert f"{page}apply/" not in waiting

    work_off()
    job.refresh_from_db()
    assert (job.state, job.result["address"]) == (Job.State.DONE, page)
    accounts = list(Account.objects.filter(username__in=USERNAMES).order_by("username"))
    assert len(accounts) == 4
    assert not any(account.has_usable_password() for account in accounts)

    keys = [accounts[0].pk, accounts[2].pk]
    form = {"account": keys, "idempotency_key": "k2"}
    sheet = client.post(f"{page}first-passwords/", form)
    cells = cells_of(sheet.content)
    assert "no-store" in sheet.headers["Cache-Control"]
    assert [name in cells for name in ("he.1", "he.2", "he.3", "he.4")] == [
        True,
        False,
        True,
        False,
    ]
    assert client.post(f"{page}first-passwords/", form).status_code == 409
    left = client.get(page).content.decode()
    assert ("he.1" in left, "he.2" in left, "2 个账号尚无密码" in left) == (False, True, True)


def test_a_first_password_signs_in_once_and_stands_nowhere(world: World) -> None:
    row = applied(world)
    account = Account.objects.get(username="he.1")
    [issued] = firstpasswords.give_first_passwords(
        world.actor("unit_admin"), row, [account.pk], today=timezone.localdate()
    )
    account.refresh_from_db()
    event = AuditEvent.objects.latest("number")
    kept = json.dumps(
        [
            event.details,
            list(AuditChange.objects.values_list("before", "after")),
            list(Job.objects.values_list("arguments", "result")),
            list(Intake.objects.values_list("rows", "counts", "account_ids")),
        ]
    )

    assert account.check_password(issued.password)
    assert account.must_change_password
    assert event.act == "account.first_passwords"
    assert issued.password not in kept
    assert account.password not in kept


def test_who_has_a_password_gets_no_first_one(world: World) -> None:
    row = applied(world)
    actor = world.actor("unit_admin")
    keys = list(waiting_accounts(row).values_list("pk", flat=True))
    firstpasswords.give_first_passwords(actor, row, keys, today=timezone.localdate())

    with pytest.raises(InvalidState):
        firstpasswords.give_first_passwords(actor, row, keys, today=timezone.localdate())
    assert waiting_for(actor, row, timezone.localdate()) == []


def test_of_two_who_make_a_first_password_one_is_refused_and_changes_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = applied(world)
    keys = sorted(waiting_accounts(row).values_list("pk", flat=True))

    def meanwhile(passwords: dict[str, str]) -> dict[str, str]:
        Account.objects.filter(pk=keys[-1]).update(password=HASHED)
        return dict.fromkeys(passwords, "hashed")

    monkeypatch.setattr(firstpasswords, "hashed_passwords", meanwhile)
    with pytest.raises(Stale):
        firstpasswords.give_first_passwords(
            world.actor("unit_admin"), row, keys, today=timezone.localdate()
        )

    assert waiting_accounts(row).count() == 3
    assert not AuditEvent.objects.filter(act="account.first_passwords").exists()


def test_an_account_that_took_on_power_is_no_longer_the_loaders(world: World) -> None:
    row = applied(world)
    account = Account.objects.get(username="he.1")
    appoint(account.person, make_post(world.district, Role.CAMPAIGN_OFFICE, title="要岗"))
    actor = world.actor("unit_admin")

    assert account not in [one.account for one in waiting_for(actor, row, timezone.localdate())]
    with pytest.raises(InvalidState):
        firstpasswords.give_first_passwords(actor, row, [account.pk], today=timezone.localdate())
    with pytest.raises(NotAllowed):
        firstpasswords.give_first_passwords(
            world.actor("system"), row, [account.pk], today=timezone.localdate()
        )


@pytest.mark.usefixtures("large")
def test_a_sheet_with_a_fault_is_refused_behind_the_page_too(world: World) -> None:
    row = staged(world, SHEET + "何戊,没有的局,联络员,联络员,,,,he.5\n")
    works.ask_to_apply(world.actor("unit_admin"), row, 1)
    work_off()

    assert Job.objects.get(work=works.APPLY).state == Job.State.FAILED
    assert not Person.objects.filter(name="何甲").exists()
    assert Intake.objects.get(pk=row.pk).state == Intake.State.STAGED


class Stopped:
    """A run that is stopped while the rows are looked at."""

    def __init__(self, world: World, row: Intake, *, after: int) -> None:
        self.arguments = {"intake": row.pk, "version": 1}
        self.account_id = world.accounts["unit_admin"].pk
        self.asked_at = self.due_at = row.staged_at
        self.after = after
        self.told: list[int] = []

    def progress(self, done: int, _total: int | None = None, *, step: str = "") -> None:
        assert step
        self.told.append(done)
        if done >= self.after:
            raise Cancelled


def test_a_stop_while_the_rows_are_looked_at_writes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intakes, "LOOKS", 1)
    row = staged(world)
    run = Stopped(world, row, after=2)
    with pytest.raises(Cancelled):
        works.apply_intake(run)

    assert run.told == [0, 1, 2]
    assert not Person.objects.filter(name="何甲").exists()


def test_a_sheet_that_was_applied_before_a_kill_is_not_applied_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = applied(world)
    refuse: Callable[..., None] = lambda *_args, **_more: pytest.fail("applied again")  # noqa: E731
    monkeypatch.setattr(works, "apply", refuse)
    result = works.apply_intake(Stopped(world, row, after=99))

    assert result["address"] == f"/accounts/intakes/{row.pk}/"
    assert "4" in result["note"]
