"""Workbooks read and taken over in the background: stopped half-way, killed half-way, then gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from behind import work_off
from scenes import Scene, make_scene
from sheetbooks import Typed, filled, payload_of
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.jobs.actions import cancel, try_again
from guatu.jobs.models import Job
from guatu.sheets import works
from guatu.sheets.actions import returning
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_batch, receive
from guatu.sheets.models import ReturnedBook, SheetReturn

pytestmark = pytest.mark.django_db(transaction=True)
SAID: Typed = {"资金直达": {"本期进展": "已发放两批"}}


class Killed(BaseException):
    """What no code catches."""


class Again:
    """One run of a job, as the work sees it."""

    def __init__(self, job: Job) -> None:
        self.arguments = job.arguments
        self.account_id = job.account_id
        self.asked_at = self.due_at = job.asked_at

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
        """Go on."""


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def dropped(scene: Scene, one: Round) -> SheetReturn:
    """Drop the workbooks of both units, with words for the one item that both report on."""
    office = scene.world.actor("office")
    issue = issue_books(office, one, Wanted())
    files = [
        Dropped(name=book.evidence.file_name, payload=filled(payload_of(book), SAID))
        for book in issue.books.order_by("pk")
    ]
    return receive(office, one, files)


def after_first(act: Callable[[], object], does: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does its work, and `act` once the first was done."""
    calls: list[int] = []

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if len(calls) == 1:
            calls.append(2)
            act()
        answer = does(*arguments, **options)
        calls.append(1)
        return answer

    return wrapped


def states(batch: SheetReturn) -> list[str]:
    return list(batch.books.order_by("place").values_list("state", flat=True))


def test_a_reading_that_was_stopped_is_gone_on_with(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = scene.world.actor("office")
    batch = dropped(scene, scene.open())
    job = works.ask_to_read(office, batch)
    monkeypatch.setattr(
        works, "read_ahead", after_read(lambda: cancel(office, job.pk), works.read_ahead)
    )
    work_off()
    job.refresh_from_db()
    stopped = (job.state, states(batch))
    page = scene.world.client("office").get(f"/sheets/returns/{batch.pk}/").content.decode()
    monkeypatch.undo()
    works.read_asked(Again(try_again(office, job.pk)))

    assert stopped == (Job.State.CANCELLED, ["staged", "waiting"])
    assert f"/jobs/{job.pk}/" in page
    assert states(batch) == ["staged", "staged"]


@pytest.mark.parametrize("is_behind", [False, True], ids=["at-once", "behind"])
def test_a_file_that_nobody_foresaw_does_not_stop_the_others(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, *, is_behind: bool
) -> None:
    office = scene.world.actor("office")
    batch = dropped(scene, scene.open())
    compare = returning.stage_rows

    def fails_once(actor: Any, book: ReturnedBook, *rest: Any) -> None:
        compare(actor, book, *rest)
        if book.place == 1:
            raise IndexError

    monkeypatch.setattr(returning, "stage_rows", fails_once)
    if is_behind:
        works.ask_to_read(office, batch)
        work_off()
    else:
        returning.read_batch(office, batch)
    page = scene.world.client("office").get(f"/sheets/returns/{batch.pk}/").content.decode()

    assert states(batch) == ["refused", "staged"]
    assert batch.books.get(place=1).lines == []
    assert "比对这个文件时系统出错" in page


def after_read(act: Callable[[], object], does: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(books: Any) -> Any:
        for number, found in enumerate(does(books)):
            if number == 0:
                act()
            yield found

    return wrapped


@pytest.mark.parametrize("is_handed_in", [False, True], ids=["drafts", "handed-in"])
def test_a_taking_over_that_was_killed_writes_nothing_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, *, is_handed_in: bool
) -> None:
    office = scene.world.actor("office")
    one = scene.open()
    batch = dropped(scene, one)
    read_batch(office, batch)
    books = list(batch.books.order_by("place"))
    job = works.ask_to_apply(office, batch, books, is_handed_in=is_handed_in)
    run = Again(job)

    def die() -> None:
        raise Killed

    monkeypatch.setattr(works, "apply_book", after_first(die, works.apply_book))
    with pytest.raises(Killed):
        works.apply_asked(run)
    halfway = states(batch)
    monkeypatch.undo()
    works.apply_asked(run)
    rows = CheckIn.objects.filter(round=one, entry=scene.task)

    assert halfway == ["applied", "staged"]
    assert states(batch) == ["applied", "applied"]
    assert (
        sorted(rows.values_list("said", "version"))
        == [("已发放两批", 3 if is_handed_in else 2)] * 2
    )
    assert CheckInMove.objects.filter(check_in__round=one).count() == (2 if is_handed_in else 0)
    assert AuditEvent.objects.filter(act="sheets.apply").count() == 2


def test_a_taking_over_that_was_stopped_names_what_is_left(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = scene.world.actor("office")
    batch = dropped(scene, scene.open())
    read_batch(office, batch)
    books = list(batch.books.order_by("place"))
    job = works.ask_to_apply(office, batch, books, is_handed_in=False)
    stop = after_done(lambda: cancel(office, job.pk), works.apply_book)
    monkeypatch.setattr(works, "apply_book", stop)
    work_off()
    job.refresh_from_db()
    stopped = (job.state, states(batch))
    page = scene.world.client("office").get(f"/sheets/returns/{batch.pk}/").content.decode()

    assert stopped == (Job.State.CANCELLED, ["applied", "staged"])
    assert "1 份表可一并入库" in page
    assert ReturnedBook.objects.filter(batch=batch, event_number=None).count() == 1


def after_done(act: Callable[[], object], does: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **options: Any) -> Any:
        answer = does(*arguments, **options)
        act()
        return answer

    return wrapped
