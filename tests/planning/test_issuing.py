"""交办 step by step: each act's happy way, its refusals, and what is a row for ever (T2, T4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from issued import Way, make_way
from worlds import World, appoint, make_account, make_person

from guatu.accounts.models import Appointment
from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Target
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Duty, Entry, EntryLamp
from guatu.planning.actions.adjusting_decisions import Paper as SignedPaper
from guatu.planning.actions.approving import Paper, approve_on_paper, send_back
from guatu.planning.actions.enforcing import put_in_force
from guatu.planning.actions.issuing import (
    Asked,
    NewIssuance,
    Skipped,
    consult,
    skip,
    start_issuance,
)
from guatu.planning.actions.receiving import Answer, Proposal, object_to
from guatu.planning.actions.ruling import Ruling, answer_objection
from guatu.planning.models import Consultation, Issuance, Objection, SignOff, StepCode
from guatu.planning.queries.issuing import standing_of
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Let refusals be matched by their message ids."""
    with override("en"):
        yield


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


def enforce(way: Way, **more: object) -> object:
    row = way.fresh()
    return put_in_force(
        way.world.actor("office"),
        row,
        version=row.version,
        today=way.today,
        **more,  # type: ignore[arg-type]
    )


def oppose(way: Way, who: str, line_of: Entry | Target, **more: object) -> Objection:
    values: dict[str, object] = {"asks": "not_ours", "reason": "三定方案中不属我单位"}
    line = way.line(line_of)
    unit = way.world.housing if who.startswith("housing") else way.world.finance
    proposal = Proposal(line_id=line.pk, **(values | more))  # type: ignore[arg-type]
    object_to(way.world.actor(who), line, unit, proposal)
    return Objection.objects.latest("pk")


def rule(way: Way, row: Objection, outcome: str, **more: object) -> None:
    row = Objection.objects.select_related(
        "unit", "line__entry__campaign__unit", "line__entry__kind", "line__target",
        "line__issuance__campaign__unit",
    ).get(pk=row.pk)  # fmt: skip
    if way.issuance.steps.filter(code=StepCode.APPROVE, is_skipped=False).exists():
        more = {"paper": signed(way), **more}  # what a leader approved changes by that word (T12)
    ruling = Ruling(outcome=outcome, answer="经研究答复", **more)  # type: ignore[arg-type]
    answer_objection(
        way.world.actor("office"), row, version=row.version, ruling=ruling, today=way.today
    )


def signed(way: Way, who: str = "leader") -> SignedPaper:
    post = way.world.posts[who]
    person_id = way.world.accounts[who].person_id
    scan = Proof(payload=b"%PDF-1.4\n%%EOF\n", file_name="change.pdf")
    return SignedPaper(scan=scan, person_id=person_id, post_id=post.pk, signed_on=way.today)


def validities(way: Way) -> list[str]:
    rows = [way.first, way.second, way.target]
    for row in rows:
        row.refresh_from_db()
    return [row.validity for row in rows]


def steps(way: Way) -> list[tuple[str, bool]]:
    return list(way.issuance.steps.order_by("pk").values_list("code", "is_skipped"))


def test_the_whole_way_is_a_row_for_each_step(way: Way) -> None:
    way.to_issued()
    way.sign("liaison", way.world.finance)
    assert way.fresh().state == StepCode.ISSUE

    way.sign("housing_liaison", way.world.housing)
    assert way.fresh().state == StepCode.SIGN
    assert validities(way) == ["draft"] * 3

    enforce(way)
    assert way.fresh().state == StepCode.IN_FORCE
    assert validities(way) == ["in_force"] * 3
    assert steps(way) == [
        (code, False)
        for code in ("draft", "consult", "submit", "approve", "issue", "sign", "in_force")
    ]
    assert EntryLamp.objects.filter(entry__in=[way.first, way.second]).count() == 2


def test_each_act_is_one_row_in_the_record(way: Way) -> None:
    before = AuditEvent.objects.count()
    way.to_issued()

    acts = list(AuditEvent.objects.order_by("number").values_list("act", flat=True))[before:]
    assert acts == [
        "issuance.consult", "issuance.answer", "issuance.answer", "issuance.submit",
        "issuance.approve", "issuance.issue",
    ]  # fmt: skip


def test_nothing_is_asked_before_it_is_in_force(way: Way) -> None:
    way.to_issued()
    cadence = ensure_cadence(SYSTEM, way.campaign)
    one = open_round(SYSTEM, cadence, way.today)
    assert CheckIn.objects.filter(round=one).count() == 0

    way.sign("liaison", way.world.finance)
    enforce(way)  # finance's line alone: housing has not signed
    open_round(SYSTEM, cadence, way.today)
    asked = CheckIn.objects.filter(round=one).values_list("entry_id", flat=True).distinct()
    assert set(asked) == {way.first.pk}


def test_silence_is_no_consent(way: Way) -> None:
    way.consult()
    way.answer("liaison", way.world.finance)
    with pytest.raises(InvalidState, match="may still answer"):
        way.submit()

    way.submit(reason="已电话催办，会期在即")
    assert standing_of(way.fresh()).silent == ["区住建局"]
    assert way.asked(way.world.housing).answer == Consultation.Answer.NONE


def test_after_the_day_silence_is_not_waited_for_but_stays_silence(way: Way) -> None:
    way.consult(due_on=way.today)
    Consultation.objects.update(due_on=way.today - timedelta(days=1))
    way.submit()

    assert standing_of(way.fresh()).counts.unanswered == 2


def test_an_answer_after_the_day_is_late_for_ever(way: Way) -> None:
    way.consult()
    Consultation.objects.update(due_on=way.today - timedelta(days=1))
    way.answer("liaison", way.world.finance)

    assert way.asked(way.world.finance).is_late


def test_a_unit_answers_once(way: Way) -> None:
    way.consult()
    way.answer("liaison", way.world.finance)
    with pytest.raises(InvalidState, match="answered already"):
        way.answer("liaison", way.world.finance)


def test_nobody_answers_or_signs_for_another_unit(way: Way) -> None:
    way.consult()
    with pytest.raises(NotAllowed):
        way.answer("liaison", way.world.housing)
    way.submit(reason="先行送审")
    way.approve()
    way.issue()
    for who in ("liaison", "office", "leader", "stranger"):
        with pytest.raises(NotAllowed):
            way.sign(who, way.world.housing)


def test_a_proposal_holds_the_draft_until_it_is_answered(way: Way) -> None:
    way.consult()
    wish = Proposal(line_id=way.line(way.first).pk, asks="support", reason="应由财政局牵头")
    way.answer("housing_liaison", way.world.housing, Answer(is_agreed=False, proposals=[wish]))
    with pytest.raises(InvalidState, match="not answered yet"):
        way.submit(reason="不再等待")

    rule(way, Objection.objects.get(), "rejected")
    way.submit(reason="不再等待")
    assert way.fresh().state == StepCode.SUBMIT


def test_what_was_asked_stays_beside_what_became_of_it(way: Way) -> None:
    way.consult()
    day = way.first.due_on + timedelta(days=10)
    wish = Proposal(
        line_id=way.line(way.first).pk, asks="deadline", reason="资金下达较晚", due_on=day
    )
    way.answer("liaison", way.world.finance, Answer(is_agreed=False, proposals=[wish]))
    rule(way, Objection.objects.get(), "upheld")

    row = Objection.objects.get()
    way.first.refresh_from_db()
    assert (row.due_on, row.outcome, way.first.due_on) == (day, "upheld", day)


def test_whoever_drafted_alone_does_not_approve(way: Way) -> None:
    world = way.world
    office = world.accounts["office"].person
    appoint(office, world.posts["leader"])
    way.consult()
    way.submit(reason="先行送审")
    with pytest.raises(NotAllowed, match="drafted this alone"):
        way.approve("office")

    way.approve("leader")
    step = way.issuance.steps.get(code="approve")
    assert (step.post_id, step.approved_by) == (
        world.posts["leader"].pk,
        world.accounts["leader"].person_id,
    )


@pytest.mark.parametrize("who", ["office", "liaison", "approver", "assessor"])
def test_only_a_leader_approves(way: Way, who: str) -> None:
    way.consult()
    way.submit(reason="先行送审")
    with pytest.raises(NotAllowed):
        way.approve(who)


def paper(way: Way, appointment: Appointment, **more: object) -> None:
    row = way.fresh()
    values: dict[str, object] = {"signed_on": way.today, "payload": PDF, "file_name": "审签单.pdf"}
    sheet = Paper(appointment_id=appointment.pk, **(values | more))  # type: ignore[arg-type]
    approve_on_paper(
        way.world.actor("office"), row, version=row.version, paper=sheet, today=way.today
    )


def test_a_leader_who_never_signs_in_approves_on_paper(way: Way) -> None:
    way.consult()
    way.submit(reason="先行送审")
    leader = Appointment.objects.get(post=way.world.posts["leader"])
    paper(way, leader)

    step = way.issuance.steps.select_related("evidence").get(code="approve")
    assert step.evidence is not None
    assert (step.approved_by, step.recorded_by, step.is_deputy) == (
        leader.person_id,
        way.world.accounts["office"].person_id,
        False,
    )


def test_a_deputys_authority_ends_by_itself(way: Way) -> None:
    way.consult()
    way.submit(reason="先行送审")
    yesterday = way.today - timedelta(days=1)
    deputy = appoint(
        make_person("代行人"), way.world.posts["leader"], is_deputy=True, ended_on=yesterday
    )
    with pytest.raises(InvalidState, match="Nobody held"):
        paper(way, deputy)

    Appointment.objects.filter(pk=deputy.pk).update(ended_on=way.today)
    paper(way, deputy)
    assert way.issuance.steps.get(code="approve").is_deputy


def test_nobody_records_an_own_signature_as_paper(way: Way) -> None:
    own = appoint(way.world.accounts["office"].person, way.world.posts["leader"])
    way.consult()
    way.submit(reason="先行送审")
    with pytest.raises(NotAllowed, match="Your own approval"):
        paper(way, own)


def test_a_sheet_of_tomorrow_or_of_before_the_draft_is_refused(way: Way) -> None:
    way.consult()
    way.submit(reason="先行送审")
    leader = Appointment.objects.get(post=way.world.posts["leader"])
    for days in (1, -3):
        with pytest.raises(InvalidState, match="signed after its draft"):
            paper(way, leader, signed_on=way.today + timedelta(days=days))


def test_a_leader_sends_back_with_a_reason_and_it_comes_again(way: Way) -> None:
    way.consult()
    way.submit(reason="先行送审")
    row = way.fresh()
    with pytest.raises(InvalidState):
        send_back(way.world.actor("leader"), row, version=row.version, reason=" ", today=way.today)
    send_back(
        way.world.actor("leader"), row, version=row.version, reason="责任不清", today=way.today
    )
    assert way.fresh().state == StepCode.DRAFT

    way.submit(reason="已修改")
    way.approve()
    assert [code for code, _skipped in steps(way)] == [
        "draft", "consult", "submit", "return", "submit", "approve",
    ]  # fmt: skip


def test_a_step_is_skipped_with_a_reason_or_not_at_all(way: Way) -> None:
    row, office = way.fresh(), way.world.actor("office")
    for reason in ("", "  "):
        with pytest.raises(InvalidState, match="Say why"):
            skip(office, row, version=row.version, skipped=Skipped(code="consult", reason=reason),
                 today=way.today)  # fmt: skip
    for code in ("consult", "approve", "issue", "sign"):
        row = way.fresh()
        skip(office, row, version=row.version, skipped=Skipped(code=code, reason="防汛应急"),
             today=way.today)  # fmt: skip
        if code == "issue":
            row = way.fresh()
            with pytest.raises(InvalidState):
                skip(office, row, version=row.version, today=way.today,
                     skipped=Skipped(code="in_force", reason="防汛应急"))  # fmt: skip
    enforce(way)

    assert validities(way) == ["in_force"] * 3
    assert [pair for pair in steps(way) if pair[1]] == [
        ("consult", True), ("approve", True), ("issue", True), ("sign", True),
    ]  # fmt: skip


def test_signing_late_is_late_for_ever(way: Way) -> None:
    way.to_issued()
    due_on = SignOff.objects.values_list("due_on", flat=True).first()
    assert due_on is not None
    way.sign("liaison", way.world.finance, today=due_on)
    way.sign("housing_liaison", way.world.housing, today=due_on + timedelta(days=1))

    late = dict(SignOff.objects.order_by("unit").values_list("unit__name", "is_late"))
    assert late == {"区财政局": False, "区住房和城乡建设局": True}
    with pytest.raises(InvalidState, match="nothing left"):
        way.sign("housing_liaison", way.world.housing)


def test_an_unsigned_line_waits_or_has_a_reason(way: Way) -> None:
    way.to_issued()
    with pytest.raises(InvalidState, match="No lead unit has signed"):
        enforce(way)
    way.sign("liaison", way.world.finance)
    enforce(way)
    assert validities(way) == ["in_force", "draft", "in_force"]
    assert way.fresh().state == StepCode.ISSUE

    enforce(way, reason="汛期在即，先行生效")
    assert validities(way) == ["in_force"] * 3
    assert way.issuance.steps.order_by("-pk")[0].is_skipped


def test_an_unanswered_objection_blocks_whatever_the_reason(way: Way) -> None:
    way.to_issued()
    way.sign("liaison", way.world.finance)
    way.sign("housing_liaison", way.world.housing)
    row = oppose(way, "housing_liaison", way.second)
    enforce(way, reason="先行生效")
    assert validities(way) == ["in_force", "draft", "in_force"]
    with pytest.raises(InvalidState, match="objection that is not answered"):
        enforce(way, reason="先行生效")

    rule(way, row, "rejected")
    enforce(way)
    assert validities(way) == ["in_force"] * 3


def test_an_upheld_objection_moves_the_duty_and_the_receipt(way: Way) -> None:
    way.to_issued()
    way.sign("housing_liaison", way.world.housing)
    row = oppose(way, "liaison", way.first)
    with pytest.raises(InvalidState, match="which unit leads"):
        rule(way, row, "upheld")
    rule(way, row, "upheld", lead_ids=[way.world.town.pk])

    duties = Duty.objects.filter(entry=way.first, role="lead")
    assert list(duties.values_list("unit__name", flat=True)) == ["柳河镇"]
    receipts = SignOff.objects.filter(line=way.line(way.first)).order_by("unit__official_order")
    assert list(receipts.values_list("unit__name", "is_lead")) == [
        ("区住房和城乡建设局", False),
        ("柳河镇", True),
    ]


def test_support_asked_for_and_upheld_makes_a_support(way: Way) -> None:
    way.to_issued()
    row = oppose(way, "housing_liaison", way.second, asks="support")
    rule(way, row, "upheld", lead_ids=[way.world.finance.pk])

    rows = Duty.objects.filter(entry=way.second).order_by("role")
    assert list(rows.values_list("role", "unit__name")) == [
        ("lead", "区财政局"),
        ("support", "区住房和城乡建设局"),
    ]


def test_a_ruling_with_new_units_and_day_is_one_row_of_the_record(way: Way) -> None:
    way.to_issued()
    row = oppose(way, "housing_liaison", way.second, asks="support")
    before = AuditEvent.objects.exclude(act="lamp.recompute").count()
    day = way.today + timedelta(days=75)
    rule(way, row, "amended", lead_ids=[way.world.finance.pk], due_on=day)
    event = AuditEvent.objects.get(act="issuance.rule")
    changed = event.changes.filter(object_type="ledgers.entry").order_by("pk")

    assert AuditEvent.objects.exclude(act="lamp.recompute").count() - before == 1
    assert changed[0].after["lead"] == [way.world.finance.pk]
    assert changed[1].after == {"due_on": str(day)}


def test_what_a_leader_approved_changes_by_the_leaders_word_alone(way: Way) -> None:
    way.to_issued()
    row = oppose(way, "housing_liaison", way.second, asks="support")
    for paper in (None, signed(way, "office")):
        with pytest.raises(InvalidState):
            rule(way, row, "upheld", lead_ids=[way.world.finance.pk], paper=paper)
    assert Entry.objects.get(pk=way.second.pk).unit == way.world.housing

    rule(way, row, "upheld", lead_ids=[way.world.finance.pk])
    step = way.issuance.steps.filter(code=StepCode.APPROVE).latest("pk")

    assert (step.approved_by, step.count) == (way.world.accounts["leader"].person_id, 1)
    assert step.evidence is not None
    assert way.fresh().state == StepCode.ISSUE


def test_an_answer_that_changes_nothing_is_the_offices_own(way: Way) -> None:
    way.to_issued()
    for outcome in ("rejected", "upheld"):
        row = oppose(way, "housing_liaison", way.second, asks="other")
        rule(way, row, outcome, paper=None)

    assert not Objection.objects.filter(outcome="open").exists()


def test_who_signed_as_a_support_signs_anew_for_leading(way: Way) -> None:
    way.to_issued()
    way.sign("housing_liaison", way.world.housing)
    row = oppose(way, "liaison", way.first)
    rule(way, row, "amended", lead_ids=[way.world.housing.pk], support_ids=[way.world.finance.pk])
    receipt = SignOff.objects.get(line=way.line(way.first), unit=way.world.housing)

    assert (receipt.is_lead, receipt.signed_at) == (True, None)
    assert way.sign("housing_liaison", way.world.housing) == 1


def test_the_step_of_signing_is_written_when_the_last_receipt_falls_away(way: Way) -> None:
    way.to_issued()
    way.sign("housing_liaison", way.world.housing)
    row = oppose(way, "liaison", way.first)
    other = oppose(way, "liaison", way.target)
    rule(way, other, "amended", lead_ids=[way.world.housing.pk])
    rule(way, row, "amended", lead_ids=[way.world.housing.pk])
    assert way.fresh().state == StepCode.ISSUE
    way.sign("housing_liaison", way.world.housing)

    assert way.fresh().state == StepCode.SIGN
    assert way.issuance.steps.filter(code=StepCode.SIGN).count() == 1


def test_a_target_goes_to_the_unit_that_owes_it(way: Way) -> None:
    way.to_issued()
    row = oppose(way, "liaison", way.target)
    with pytest.raises(InvalidState, match="which unit owes"):
        rule(way, row, "upheld")
    rule(way, row, "amended", lead_ids=[way.world.housing.pk])

    way.target.refresh_from_db()
    assert way.target.unit == way.world.housing


def test_an_objection_says_what_and_why(way: Way) -> None:
    way.to_issued()
    for wrong in (
        {"reason": " "},
        {"asks": "nothing"},
        {"asks": "deadline", "due_on": None},
        {"reason": "长" * 501},
    ):
        with pytest.raises(InvalidState):
            oppose(way, "liaison", way.first, **wrong)
    with pytest.raises(InvalidState, match="no part"):
        oppose(way, "liaison", way.second)
    oppose(way, "liaison", way.first)
    with pytest.raises(InvalidState, match="asked for the same"):
        oppose(way, "liaison", way.first)


def test_what_is_in_force_is_not_objected_to(way: Way) -> None:
    way.to_issued()
    way.sign("liaison", way.world.finance)
    enforce(way)
    with pytest.raises(InvalidState, match="before it is in force"):
        oppose(way, "liaison", way.first)


def test_an_act_on_what_somebody_changed_is_refused(way: Way) -> None:
    old = way.fresh().version
    way.consult()
    asked = Asked(unit_ids=[way.world.finance.pk], due_on=way.today)
    with pytest.raises(Stale):
        consult(way.world.actor("office"), way.fresh(), version=old, asked=asked, today=way.today)


def test_asking_again_moves_the_day_of_the_silent_alone(way: Way) -> None:
    way.consult()
    way.answer("liaison", way.world.finance)
    first = way.asked(way.world.finance).due_on
    later = way.today + timedelta(days=9)
    way.consult(due_on=later)

    assert way.asked(way.world.finance).due_on == first
    assert way.asked(way.world.housing).due_on == later


@pytest.mark.parametrize("who", ["leader", "assessor", "liaison", "unit_admin"])
def test_only_the_office_runs_it(way: Way, who: str) -> None:
    asked = Asked(unit_ids=[way.world.finance.pk], due_on=way.today)
    with pytest.raises(NotAllowed):
        consult(way.world.actor(who), way.fresh(), version=1, asked=asked, today=way.today)


def test_an_office_elsewhere_does_not_run_it(way: Way) -> None:
    way.world.add("town_office", way.world.town, Role.CAMPAIGN_OFFICE)
    asked = Asked(unit_ids=[way.world.finance.pk], due_on=way.today)
    with pytest.raises(NotAllowed):
        consult(
            way.world.actor("town_office"), way.fresh(), version=1, asked=asked, today=way.today
        )


def test_an_empty_list_is_no_issuance(way: Way) -> None:
    with pytest.raises(InvalidState):
        start_issuance(
            way.world.actor("office"), NewIssuance(campaign=way.campaign, title="空"), way.today
        )
    assert Issuance.objects.count() == 1


def test_a_leader_in_office_since_yesterday_signs_in_and_approves_as_deputy(way: Way) -> None:
    person = make_person("新任领导")
    appoint(
        person,
        way.world.posts["leader"],
        is_deputy=True,
        started_on=timezone.localdate(),
        ended_on=way.today,
    )
    way.world.accounts["deputy"] = make_account("deputy", person)
    way.consult()
    way.submit(reason="先行送审")
    way.approve("deputy")

    assert way.issuance.steps.get(code="approve").is_deputy


def test_what_nobody_is_named_for_needs_no_receipt(way: Way) -> None:
    """It falls to the campaign's own unit, which neither asks itself nor signs."""
    Target.objects.filter(pk=way.target.pk).update(unit=way.world.district)
    way.consult()
    assert not Consultation.objects.filter(unit=way.world.district).exists()

    way.submit(reason="先行送审")
    way.approve()
    way.issue()
    enforce(way)
    assert validities(way) == ["draft", "draft", "in_force"]
