"""Weeks of leading members, the month's key work and closings in the demo, each in several states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Validity
from guatu.core.actors import SYSTEM, Actor, ActorKind, Grant, Role
from guatu.ledgers.actions import Passage, Proof
from guatu.ledgers.actions.closingpapers import Paper, review_on_paper
from guatu.ledgers.actions.closings import (
    Check,
    ask_closing,
    reopen_entry,
    return_closing,
    review_closing,
    verify_closing,
)
from guatu.ledgers.models import Closing, Entry, Milestone
from guatu.ledgers.queries.closingpapers import signers_on
from guatu.worklists.actions.following import carry_on
from guatu.worklists.actions.lines import NewLine, add_line
from guatu.worklists.actions.making import make_lists
from guatu.worklists.actions.months import (
    Verdict,
    add_work,
    approve_month,
    check_work,
    dispute_work,
    propose_month,
)
from guatu.worklists.actions.saying import confirm, give_back, reopen, say
from guatu.worklists.actions.settling import settle_list
from guatu.worklists.actions.steps import Pick
from guatu.worklists.models import KeyWork, WeekItem, WeekList
from guatu.worklists.queries.lines import week_of
from guatu.worklists.queries.lists import leading_posts
from guatu.worklists.queries.months import month_after, month_of

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

ONE = timedelta(days=1)
State = WeekItem.State
STRUCK, WORKS, CLOSINGS = 12, 8, 5
# of the district's leading bodies, of a department and of a town: who, and what stands beside the data
OWN = (
    ("区委", "区委副书记、区长", "主持召开重点项目专题推进会", "形成会议议定事项", "会前收集各专班堵点清单"),
    ("区政府", "分管工业的副区长", "带队走访3家规上工业企业", "当场交办诉求，一周内答复", "经信、科技、金融同步参加"),
    ("区政府", "分管城建的副区长", "调度老旧小区改造施工进度", "逐小区过堂，明确复工时间", "施工、监理单位现场汇报"),
    ("区住建局", "局长", "现场督导海绵化改造", "查质量、查安全、查进度", "随机抽取2个标段"),
    ("云窠镇", "镇长", "入户走访茶垄村改厕农户", "问题当日建账", "驻村干部陪同"),
)  # fmt: skip
SCAN = Proof(payload="完成情况说明（模拟）".encode(), file_name="完成情况说明.txt")
FOUND = Proof(payload="核查记录（模拟）".encode(), file_name="核查记录.txt")
SHEET = Proof(payload="销号审签单签字件（模拟）".encode(), file_name="销号审签单.txt")


def lay_worklists(stage: Stage) -> None:
    """Lay weeks, months and closings; call it inside the load's transaction."""
    lay_weeks(stage)
    lay_months(stage)
    lay_closings(stage)


def holder(post: Post | None, day: date) -> Actor | None:
    """Return who holds a post on a day, as an actor of that post alone."""
    if post is None:
        return None
    term = Appointment.objects.filter(in_force(day), post=post, is_deputy=False).first()
    if term is None:
        return None
    grant = Grant(
        role=Role(post.role),
        post_id=post.pk,
        unit_id=post.unit_id,
        unit_path=post.unit.path,
        scope_path=post.scope.path,
    )
    person = term.person
    return Actor(kind=ActorKind.PERSON, person_id=person.pk, name=person.name, grants=(grant,))


def post_of(unit: Unit, role: Role, grade: str) -> Post | None:
    rows = Post.objects.filter(unit=unit, role=role, grade=grade, abolished_on__isnull=True)
    return rows.select_related("unit", "scope").order_by("official_order", "pk").first()


def liaison_of(unit: Unit, day: date) -> Actor | None:
    return holder(post_of(unit, Role.LIAISON, Post.Grade.CONTACT), day)


def pick_of(row: WeekItem) -> Pick:
    row.refresh_from_db()
    return Pick(id=row.pk, version=row.version)


def lay_weeks(stage: Stage) -> None:
    """Make last week, this one and the next; settle some; let their lines be in every state."""
    today, monday = stage.today, week_of(stage.today)
    first, end = stage.general.unit.subtree
    posts = list(leading_posts().filter(unit__path__gte=first, unit__path__lt=end))
    for week in (monday - 7 * ONE, monday, monday + 7 * ONE):
        make_lists(SYSTEM, posts, week, since=week)
    own = [row for line in OWN for row in own_lines(stage, line)]
    past = WeekItem.objects.filter(day__lt=today, state=State.OPEN).exclude(unit__isnull=True)
    rows = list(past.select_related("week_list__post").order_by("-day", "pk")[: STRUCK + 1])
    for row in rows[1:]:  # the first is not done and goes on
        struck_off(stage, row)
    if len(rows) > 1:
        came_back(stage, rows[1])
    for row in own:
        if row.day < today:
            struck_off(stage, row)
    carry_on(SYSTEM, today)
    lay_today(stage, own)
    settled = [row.week_list for row in own if row.week_list.starts_on == monday]
    for one in WeekList.objects.filter(pk__in={week.pk for week in settled}).order_by("pk")[:4]:
        settle_list(stage.office, one, version=one.version)


def own_lines(stage: Stage, line: tuple[str, str, str, str, str]) -> list[WeekItem]:
    """Add a leading member's own lines of the working day before, of today and of a day ahead."""
    unit, title, content, requirement, measures = line
    post = Post.objects.filter(
        unit=stage.settled.units[unit], title__in=[title, "镇长", "党工委书记", "党委书记"],
        abolished_on__isnull=True,
    ).select_related("unit").order_by("official_order", "pk").first()  # fmt: skip
    if post is None:
        return []
    before = stage.today - ONE * (3 if stage.today.isoweekday() == 1 else 1)
    days = ((before, "（第一次）"), (stage.today, ""), (stage.today + 2 * ONE, "回头看"))
    return [
        add_line(
            stage.office,
            post,
            NewLine(
                day=day,
                content=content + tail,
                requirement=requirement,
                measures=measures,
                unit_id=None,
                campaign_id=stage.general.pk,
            ),
        )
        for day, tail in days
    ]


def speaker_for(stage: Stage, row: WeekItem) -> Actor:
    """Return who says what became of a line: the liaison of its unit, else the office as its keeper."""
    liaison = liaison_of(row.unit, stage.today) if row.unit is not None else None
    return liaison or stage.office


def leader_of(stage: Stage, row: WeekItem) -> Actor | None:
    post = Post.objects.select_related("unit", "scope").get(pk=row.week_list.post_id)
    return holder(post, stage.today)


def struck_off(stage: Stage, row: WeekItem) -> None:
    leader = leader_of(stage, row)
    speaker = speaker_for(stage, row)
    if leader is None or leader.person_id == speaker.person_id:
        return
    say(speaker, pick_of(row), is_done=True, word="已按要求完成。")
    confirm(leader, [pick_of(row)], stage.today)


def came_back(stage: Stage, row: WeekItem) -> None:
    row.refresh_from_db()
    if row.state == State.CONFIRMED:
        reopen(stage.office, pick_of(row), "回访发现同类问题又有反映。", stage.today)


def lay_today(stage: Stage, own: Sequence[WeekItem]) -> None:
    """Of today's lines: some wait for their leader, one was given back, one is not done."""
    today = [row for row in own if row.day == stage.today]
    for row in today[:3]:
        say(stage.office, pick_of(row), is_done=True, word="会议纪要已印发。")
    for row in today[2:3]:
        leader = leader_of(stage, row)
        if leader is not None and leader.person_id != stage.office.person_id:
            give_back(leader, pick_of(row), "复工时间未逐小区明确，补齐后再报。", stage.today)
    for row in today[3:4]:
        say(stage.office, pick_of(row), is_done=False, word="降雨停工，改到明日。")


def lay_months(stage: Stage) -> None:
    """Check last month against its goals, one line disputed; approve this month's."""
    month = month_of(stage.today)
    leader = stage.settled.actor("leader", stage.today)
    last = month_after(month, -1)
    goals = Milestone.objects.filter(
        entry__campaign=stage.general, entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True, due_on__gte=last, due_on__lt=month,
    ).select_related("entry__campaign__unit", "entry__unit")  # fmt: skip
    chosen = list({goal.entry_id: goal for goal in goals.order_by("entry_id", "pk")}.values())
    if chosen:
        one = propose_month(stage.office, stage.general, last)
        standing = set(one.works.values_list("entry_id", flat=True))
        for goal in chosen[:WORKS]:
            if goal.entry_id not in standing:
                add_work(stage.office, one, goal.entry, goal.title)
        approve_month(leader, one, version=one.version, today=stage.today)
        check_month(
            stage,
            list(
                one.works.select_related(
                    "milestone", "unit", "month_list__campaign__unit"
                ).order_by("pk")
            ),
        )
    this = propose_month(stage.office, stage.general, month)
    if this.works.exists():
        approve_month(leader, this, version=this.version, today=stage.today)


def check_month(stage: Stage, works: Sequence[KeyWork]) -> None:
    found = (
        ("met", ""),
        ("partly", "完成八成，余下两个点位下月补齐。"),
        ("missed", "上级批复未到。"),
    )
    for place, work in enumerate(works):
        outcome, word = found[0] if place % 4 else found[1 + place // 4 % 2]
        verdict = Verdict(outcome=outcome, word=word)
        work.refresh_from_db()
        check_work(stage.office, work, version=work.version, verdict=verdict, today=stage.today)
    for work in works[:1]:
        liaison = liaison_of(work.unit, stage.today)
        if liaison is not None:
            work.refresh_from_db()
            dispute_work(
                liaison, work, version=work.version, reason="剩余点位已于月底完成，材料已补报。"
            )


def is_signed(stage: Stage, one: Closing) -> bool:
    """Let a unit's head review a closing on paper, recorded by the liaison (T4), if one is in office."""
    entry, signed_on = one.entry, timezone.localdate(one.asked_at)
    signer = signers_on(entry, Closing.State.REVIEWED, signed_on).first()
    liaison = liaison_of(entry.unit, stage.today)
    if signer is None or liaison is None or signer.person_id == liaison.person_id:
        return False
    paper = Paper(
        appointment_id=signer.pk,
        signed_on=signed_on,
        payload=SHEET.payload,
        file_name=SHEET.file_name,
        document_number=f"模拟〔{signed_on.year}〕1号",
    )
    review_on_paper(liaison, one, version=one.version, paper=paper, today=signed_on)
    return True


def answer_asking(stage: Stage, one: Closing, *, is_last: bool, is_paper: bool) -> None:
    """Let the unit's approver review an asking, on paper or in guatu, or give the last one back."""
    approver = holder(post_of(one.entry.unit, Role.APPROVER, Post.Grade.DEPUTY), stage.today)
    if approver is None:
        return
    if is_last:
        return_closing(
            approver,
            one,
            version=one.version,
            reason="缺验收意见，补齐后再报。",
            today=stage.today,
        )
    elif not is_paper or not is_signed(stage, one):
        one.version = review_closing(approver, one, version=one.version).version


def lay_closings(stage: Stage) -> None:
    """Ask for closings: one waits for its review, one for the check, one was checked, one given back."""
    rows = Entry.objects.filter(
        campaign=stage.general, validity=Validity.IN_FORCE, closed_on__isnull=True,
        stage__in=["closing", "under_way"], kind__code="task", children__isnull=True,
    ).select_related("campaign__unit", "kind", "unit")  # fmt: skip
    asked: list[Closing] = []
    for entry in rows.order_by("stage", "position", "pk")[: 4 * CLOSINGS]:
        liaison = liaison_of(entry.unit, stage.today)
        if liaison is not None and len(asked) < CLOSINGS:
            passage = Passage(
                to_stage="closing", passed_on=stage.today, proof=SCAN, note="任务已完成，申请销号。"
            )
            asked.append(
                ask_closing(
                    liaison, entry, version=entry.version, passage=passage, today=stage.today
                )
            )
    for one in asked[1:]:
        answer_asking(stage, one, is_last=one is asked[-1], is_paper=one is asked[1])
    for one in asked[2:4]:
        one.refresh_from_db()
        if one.state == Closing.State.REVIEWED:
            check = Check(method="on_site", note="现场查看，与材料一致。", proof=FOUND)
            verify_closing(stage.office, one, version=one.version, check=check, today=stage.today)
    for one in asked[3:4]:
        entry = Entry.objects.select_related("campaign__unit", "kind").get(pk=one.entry_id)
        if entry.closed_on is not None:
            reopen_entry(
                stage.office,
                entry,
                version=entry.version,
                reason="暗访发现问题反弹。",
                today=stage.today,
            )
