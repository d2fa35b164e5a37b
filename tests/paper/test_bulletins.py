"""Bulletins: drafted from frozen facts, edited at a version, handed in without number or seal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from fortnight import shut
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.accounts.models import Unit
from guatu.audit.evidence import evidence_path
from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.core.official.checking import check
from guatu.core.official.facts import facts_from
from guatu.core.official.fields import Fault, faults_of
from guatu.dispatch.models import CheckIn, EntryState, Round
from guatu.dispatch.queries.periods import picture
from guatu.interchange.official.reading import measure
from guatu.ledgers.models import DueShift, Entry, Milestone, Need
from guatu.paper.actions.bulletins import (
    Matter,
    Words,
    draft_bulletin,
    drop_bulletin,
    edit_bulletin,
    is_edited,
    refill_bulletin,
    reopen_bulletin,
    submit_bulletin,
    unsaved_bulletin,
)
from guatu.paper.actions.bulletintemplates import (
    NewTemplate,
    TemplateRefused,
    change_template,
    drop_template,
    keep_template,
)
from guatu.paper.models import Bulletin, Sort
from guatu.paper.queries.bulletins import built_in, fields_of, paper_of, wording_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
OWN = NewTemplate(
    sort=Sort.DISPATCH, name="简版", title="第〔期次〕期快报", text="〔报告期〕\n〔填报情况〕"
)


@pytest.fixture
def clock(time_machine: Traveller) -> Traveller:
    time_machine.move_to(at(MONDAY), tick=False)
    return time_machine


@pytest.fixture
def need(scene: Scene) -> Need:
    return Need.objects.create(
        entry=scene.task, sort="other", title="开通接口", solver=scene.world.housing,
        due_on=date(2026, 6, 30), asked_on=MONDAY,
    )  # fmt: skip


@pytest.fixture
def frozen(scene: Scene, clock: Traveller, need: Need) -> Round:
    """Give a frozen round: finance said one of two things, housing nothing, and needs housing."""
    assert need.state == Need.State.OPEN
    one = scene.open(MONDAY)
    scene.submit(one, scene.task, said="发布首批清单", problem="缺少接口，请区数据局协调")
    clock.move_to(at(one.ends_on + timedelta(days=1)))
    return shut(one, one.ends_on)


@pytest.fixture
def draft(scene: Scene, frozen: Round) -> Bulletin:
    return draft_bulletin(
        scene.world.actor("office"), scene.campaign, Matter(sort=Sort.DISPATCH, round=frozen)
    )


def words(row: Bulletin, **changes: object) -> Words:
    said = {name: getattr(row, name) for name in ("head", "title", "text", "signature")}
    return Words(**said | changes)  # type: ignore[arg-type]


def test_a_draft_says_what_was_frozen(draft: Bulletin, frozen: Round) -> None:
    facts = facts_from(draft.facts)

    assert draft.is_sealed
    assert draft.as_of == frozen.closed_at
    assert (facts.reports.asked, facts.reports.received, facts.reports.silent) == (3, 1, 2)
    assert "本期涉及2个单位，应填报3项，已填报1项" in draft.text
    assert "全部未报的单位有1个：区住建局" in draft.text
    assert "缺少接口，请区数据局协调。" in draft.text
    assert paper_of(draft).notes == ("（草稿）",)
    assert draft.campaign.title in paper_of(draft).names
    assert AuditEvent.objects.filter(act="bulletin.draft").count() == 1


def test_what_happens_after_the_freeze_changes_no_figure(
    scene: Scene, draft: Bulletin, frozen: Round
) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(lamp="overdue", title="改名后的事项")

    again = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=frozen))

    assert again.digest == draft.digest
    assert "改名后的事项" not in again.text


def test_what_was_ahead_then_is_told_though_it_is_met_by_now(scene: Scene, frozen: Round) -> None:
    # a round from before nodes were kept: they are told by their days (tests/overview/test_chart_kept)
    Round.objects.filter(pk=frozen.pk).update(kept_parts=[])
    frozen.refresh_from_db()
    Milestone.objects.update(due_on=frozen.ends_on + timedelta(days=5))
    matter = Matter(sort=Sort.DISPATCH, round=frozen)
    draft = draft_bulletin(SYSTEM, scene.campaign, matter)
    assert "发布首批清单" in draft.text
    Milestone.objects.update(outcome="met", decided_on=frozen.ends_on + timedelta(days=9))
    Entry.objects.filter(pk=scene.task.pk).update(closed_on=frozen.ends_on + timedelta(days=9))

    again = draft_bulletin(SYSTEM, scene.campaign, matter)

    assert again.text == draft.text


def test_problems_of_a_report_that_was_sent_back_are_not_told(scene: Scene, frozen: Round) -> None:
    CheckIn.objects.filter(round=frozen).exclude(problem="").update(state="returned")

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=frozen))

    assert "缺少接口" not in row.text


def test_an_annex_without_a_line_falls_away_from_paper_and_list(
    scene: Scene, draft: Bulletin
) -> None:
    titles = paper_of(draft).annex_titles
    assert draft.text.count("附件：") == len(titles)
    assert "没有变化的事项。" not in draft.text
    assert "各单位填报和亮灯情况" in titles
    assert ("变化清单" in titles) == any(facts_from(draft.facts).changes.values())
    assert scene.campaign.pk


def test_an_open_round_says_of_when_the_figures_are(scene: Scene, clock: Traveller) -> None:
    one = scene.open(MONDAY)

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=one))

    assert not row.is_sealed
    assert paper_of(row).notes == ("（草稿）", "（数据截至2026年6月15日10时，未封存）")
    assert clock


def test_the_office_of_the_district_issues_nothing_for_a_town(scene: Scene, frozen: Round) -> None:
    district = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=frozen))
    Campaign.objects.filter(pk=scene.campaign.pk).update(unit=scene.world.town)
    of_town = Round.objects.get(pk=frozen.pk)

    row = draft_bulletin(SYSTEM, of_town.campaign, Matter(sort=Sort.DISPATCH, round=of_town))

    assert district.head == district.signature == scene.world.posts["office"].unit.name
    assert row.head == row.signature == "柳河镇办公室"


def test_a_special_report_names_what_is_late_as_it_stood_at_the_close(
    scene: Scene, frozen: Round
) -> None:
    EntryState.objects.filter(entry=scene.task).update(lamp="severe", rule="missed_milestones")
    EntryState.objects.filter(entry=scene.project).update(lamp="behind")

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.SPECIAL, round=frozen))

    assert "1.区财政局“建立惠企资金直达清单”，12月31日到期，严重滞后。" in row.text
    assert "问题：缺少接口，请区数据局协调。待解决：区住建局6月30日前：开通接口。" in row.text
    assert "滞后事项1项：①区财政局“智慧停车一期”。" in row.text
    assert "附件：滞后事项清单" in row.text


def test_needs_and_names_of_a_paper_are_those_of_the_close(
    scene: Scene, frozen: Round, need: Need
) -> None:
    EntryState.objects.filter(entry=scene.task).update(lamp="severe", rule="missed_milestones")
    matter = Matter(sort=Sort.SPECIAL, round=frozen)
    before = draft_bulletin(SYSTEM, scene.campaign, matter)
    assert "待解决：区住建局6月30日前：开通接口。" in before.text

    Need.objects.filter(pk=need.pk).update(
        title="改了需求", solver=scene.world.town, due_on=date(2026, 9, 9)
    )
    Need.objects.create(
        entry=scene.task, sort="other", title="新需求", solver=scene.world.town, asked_on=MONDAY
    )
    Unit.objects.filter(pk=scene.world.housing.pk).update(name="改了单位", short_name="")
    Campaign.objects.filter(pk=scene.campaign.pk).update(title="改了行动", short_title="改了")
    again = Round.objects.select_related("campaign__unit").get(pk=frozen.pk)
    row = draft_bulletin(SYSTEM, again.campaign, Matter(sort=Sort.SPECIAL, round=again))

    assert (row.title, row.text) == (before.title, before.text)
    assert row.facts["campaign"] == before.facts["campaign"]


def test_needs_of_a_round_of_before_they_were_kept_are_those_of_today(
    scene: Scene, frozen: Round, need: Need
) -> None:
    EntryState.objects.filter(entry=scene.task).update(lamp="severe")
    Round.objects.filter(pk=frozen.pk).update(kept_parts=[])
    Need.objects.filter(pk=need.pk).update(title="改了需求")
    frozen.refresh_from_db()

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.SPECIAL, round=frozen))

    assert "区住建局6月30日前：改了需求。" in row.text


def test_an_empty_round_gives_a_paper_in_order(scene: Scene, clock: Traveller) -> None:
    one = scene.open(MONDAY)
    CheckIn.objects.filter(round=one).delete()
    Entry.objects.filter(campaign=scene.campaign).update(validity="withdrawn")

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=one))

    assert "本期没有需要填报的事项。" in row.text
    assert "目前台账中没有生效的事项。" in row.text
    assert clock


@pytest.mark.parametrize("sort", list(Sort))
def test_each_sort_is_drafted_and_its_file_is_in_order(
    scene: Scene, frozen: Round, sort: Sort
) -> None:
    from guatu.interchange.official.writing import write_official  # noqa: PLC0415

    is_period = sort in {Sort.MONTHLY, Sort.ANNUAL}
    matter = Matter(sort=sort, day=frozen.ends_on) if is_period else Matter(sort=sort, round=frozen)
    row = draft_bulletin(SYSTEM, scene.campaign, matter)

    report = check(measure(write_official(paper_of(row)), name="a.docx"))
    assert [one for one in report.deviations if one.code.value != "number-skipped"] == []
    assert report.deviations == ()
    assert "〔" not in row.text + row.title
    assert bool(row.every) == is_period


def test_a_first_year_names_what_was_closed_put_off_and_caught_up_in_it(
    scene: Scene, clock: Traveller
) -> None:
    """No picture stands before a campaign's first year: what is counted in it is named too."""
    days = [MONDAY + timedelta(weeks=at) for at in range(3)]
    rounds = []
    for day in days:
        clock.move_to(at(day))
        rounds.append(shut(scene.open(day), day, is_frozen=False))
    EntryState.objects.filter(entry=scene.project).delete()
    for one, lamp in zip(rounds, ("on_pace", "severe", "on_pace"), strict=True):
        EntryState.objects.create(
            entry=scene.project, unit=scene.project.unit, lamp=lamp, from_round=one,
            from_ordinal=one.ordinal, to_ordinal=None if one == rounds[-1] else one.ordinal,
        )  # fmt: skip
    Entry.objects.filter(pk=scene.task.pk).update(closed_on=days[1])
    for first, last in (
        (date(2026, 7, 30), date(2026, 12, 30)),
        (date(2026, 12, 30), date(2027, 1, 31)),
    ):
        DueShift.objects.create(
            entry=scene.project, from_due_on=first, to_due_on=last, days=30, shifted_on=days[1],
            source="edit", recorded_at=timezone.now(),
        )  # fmt: skip

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.ANNUAL, day=days[2]))

    assert "新办结事项1项：①区财政局“建立惠企资金直达清单”。" in row.text
    assert "由滞后转为达序时的事项1项：①区财政局“智慧停车一期”。" in row.text
    assert "本年推延完成时限的事项1项：①区财政局“智慧停车一期”由" in row.text
    facts = facts_from(row.facts)
    assert facts.numbers["closed"] == 1
    page = picture(SYSTEM, scene.campaign, "year", days[2])
    assert dict(page.changes.counts) == dict(facts.counts)
    assert [(one.lamp_before, one.lamp_after) for one in page.changes.recovered] == [
        (Lamp.SEVERE, Lamp.ON_PACE)  # in time at both ends
    ]
    assert [(one.title, one.due_before) for one in page.changes.pushed] == [
        ("智慧停车一期", date(2026, 7, 30))
    ]
    assert page.numbers["pushed"] == len(("put off", "and again"))


def test_a_period_without_any_close_says_that_nothing_can_be_compared(
    scene: Scene, clock: Traveller
) -> None:
    scene.open(MONDAY)

    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.MONTHLY, day=MONDAY))

    assert "没有由滞后转为达序时的事项" not in row.text
    assert "没有新增滞后" not in row.text
    assert "本月没有新办结的事项。" in row.text
    assert clock


@pytest.mark.parametrize("sort", list(Sort))
def test_the_built_in_wordings_have_no_fault(sort: Sort) -> None:
    own = built_in(sort)

    assert faults_of(own.title, own.text, fields_of(sort)) == []


def test_a_matter_that_does_not_fit_is_refused(scene: Scene, frozen: Round) -> None:
    with pytest.raises(InvalidState):
        draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH))
    with pytest.raises(InvalidState):
        draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.MONTHLY, round=frozen))


@pytest.mark.parametrize(
    ("day", "said"),
    [("2020-05-01", "本行动自"), ("2026-12-24", "该时段自"), ("2027-05-01", "本行动自")],
)
def test_a_period_outside_the_campaign_or_to_come_is_told_on_the_page(
    scene: Scene, frozen: Round, day: str, said: str
) -> None:
    page = scene.world.client("office").post(
        reverse("paper:bulletin-new", args=[scene.campaign.slug]), {"sort": "monthly", "day": day}
    )

    assert frozen.pk
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Bulletin.objects.exists()


def test_words_are_edited_at_their_version_and_facts_stay(scene: Scene, draft: Bulletin) -> None:
    office = scene.world.actor("office")
    assert not is_edited(draft)

    row = edit_bulletin(
        office, draft, 1, words(draft, text="一、情况\n一切正常。", copy_to="区委办公室")
    )

    assert (row.version, row.copy_to, is_edited(row)) == (2, "区委办公室", True)
    assert facts_from(row.facts).reports.asked == 3
    event = AuditEvent.objects.get(act="bulletin.edit")
    assert event.change_count == 1
    with pytest.raises(Stale):
        edit_bulletin(office, draft, 1, words(draft))
    assert Bulletin.objects.get(pk=draft.pk).text == "一、情况\n一切正常。"


def test_filling_anew_takes_the_words_of_the_facts(scene: Scene, draft: Bulletin) -> None:
    office = scene.world.actor("office")
    before = draft.text
    edited = edit_bulletin(office, draft, 1, words(draft, text="一、情况"))

    row = refill_bulletin(office, edited, 2)

    assert row.text == before
    assert not is_edited(row)


def test_handed_in_its_files_are_kept_and_nothing_changes_it(scene: Scene, draft: Bulletin) -> None:
    office = scene.world.actor("office")
    row = submit_bulletin(office, draft, 1)

    assert row.docx is not None
    payload = evidence_path(row.docx.digest).read_bytes()
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(payload)).paragraphs)
    assert "（送审稿）" in said
    assert "签发人" not in said
    assert row.pdf is not None
    with pytest.raises(InvalidState):
        edit_bulletin(office, row, 2, words(row))
    with pytest.raises(InvalidState):
        drop_bulletin(office, row, 2)


def test_taking_back_needs_a_reason(scene: Scene, draft: Bulletin) -> None:
    office = scene.world.actor("office")
    row = submit_bulletin(office, draft, 1)
    with pytest.raises(InvalidState):
        reopen_bulletin(office, row, 2, " ")

    row = reopen_bulletin(office, row, 2, "领导要求补充")

    assert (row.state, row.docx) == (Bulletin.State.DRAFT, None)
    assert AuditEvent.objects.get(act="bulletin.reopen").details["reason"] == "领导要求补充"


def test_only_the_office_drafts(scene: Scene, frozen: Round, draft: Bulletin) -> None:
    matter = Matter(sort=Sort.DISPATCH, round=frozen)
    for who in ("liaison", "leader", "assessor"):
        with pytest.raises(NotAllowed):
            draft_bulletin(scene.world.actor(who), scene.campaign, matter)
    with pytest.raises((NotAllowed, NotFound)):
        edit_bulletin(scene.world.actor("leader"), draft, 1, words(draft))


def test_a_template_is_kept_only_without_faults(scene: Scene) -> None:
    office = scene.world.actor("office")
    wrong = NewTemplate(
        sort=Sort.DISPATCH, name="错", title="通报", text="〔报告期〕\n〔填报清况〕"
    )
    with pytest.raises(TemplateRefused) as refusal:
        keep_template(office, scene.campaign, wrong)

    assert [(one.code, one.line, one.meant) for one in refusal.value.faults] == [
        (Fault.UNKNOWN, 2, "填报情况"),
        (Fault.MISSING, 0, ""),
    ]


def test_an_offices_own_wording_is_filled_and_may_change(scene: Scene, frozen: Round) -> None:
    office = scene.world.actor("office")
    template = keep_template(office, scene.campaign, OWN)
    with pytest.raises(InvalidState):
        keep_template(office, scene.campaign, OWN)
    matter = Matter(sort=Sort.DISPATCH, round=frozen)

    row = draft_bulletin(office, scene.campaign, matter, wording=wording_of(template))

    assert row.title == f"第{frozen.ordinal}期快报"
    assert row.text.splitlines()[0] == "2026年6月13日至19日"
    new = NewTemplate(sort=OWN.sort, name=OWN.name, title="〔行动名称〕快报", text=OWN.text)
    template = change_template(office, scene.campaign, template, version=1, new=new)
    row.refresh_from_db()
    assert row.title == f"第{frozen.ordinal}期快报"
    drop_template(office, scene.campaign, template, 2)
    assert keep_template(office, scene.campaign, OWN).pk != template.pk


def test_the_pages_draft_edit_and_hand_in(scene: Scene, frozen: Round) -> None:
    client = scene.world.client("office")
    new = reverse("paper:bulletin-new", args=[scene.campaign.slug])
    response = client.post(new, {"sort": "dispatch", "round": ""})
    assert response.status_code == 422
    assert "请选择文稿所述的期次" in response.content.decode()

    response = client.post(new, {"sort": "dispatch", "round": frozen.pk})
    row = Bulletin.objects.get()
    assert response["Location"] == reverse("paper:bulletin", args=[row.pk])
    page = client.get(response["Location"]).content.decode()
    assert "数据已封存" in page
    assert "上限 4000 字" in page

    form = {name: getattr(row, name) for name in ("head", "title", "signature")}
    edit = reverse("paper:bulletin-edit", args=[row.pk])
    assert client.post(edit, {**form, "text": "", "version": 1}).status_code == 422
    client.post(edit, {**form, "text": "一、情况\n一切正常。", "version": 1})
    client.post(reverse("paper:bulletin-submit", args=[row.pk]), {"version": 2})
    row.refresh_from_db()
    assert (row.state, row.text) == (
        Bulletin.State.SUBMITTED,
        "一、情况\r\n一切正常。".replace("\r", ""),
    )
    sent = client.get(reverse("paper:bulletin-file", args=[row.pk, "docx"]))
    assert b"".join(sent.streaming_content)[:2] == b"PK"  # type: ignore[arg-type]
    sent.close()


def test_words_of_a_second_editor_are_kept_in_his_form(scene: Scene, draft: Bulletin) -> None:
    client = scene.world.client("office")
    edit = reverse("paper:bulletin-edit", args=[draft.pk])
    form = {name: getattr(draft, name) for name in ("head", "title", "signature")}
    client.post(edit, {**form, "text": "先保存的一段。", "version": 1})

    late = client.post(edit, {**form, "text": "后保存的一段。", "version": 1})

    page = late.content.decode()
    draft.refresh_from_db()
    assert late.status_code == 412
    assert draft.text == "先保存的一段。"
    assert "后保存的一段。" in page  # in the form
    assert "先保存的一段。" in page  # beside it
    assert 'name="version" value="2"' in page
    assert client.post(edit, {**form, "text": "合在一起。", "version": 2}).status_code == 302


def test_handing_in_saves_what_was_typed_and_says_why_no_pdf_was_kept(
    scene: Scene, draft: Bulletin
) -> None:
    client = scene.world.client("office")
    form = {name: getattr(draft, name) for name in ("head", "title", "signature")}
    sent = {**form, "text": "刚写的\U0002ffff字。", "version": 1, "then": "submit"}

    page = client.post(reverse("paper:bulletin-edit", args=[draft.pk]), sent, follow=True)

    draft.refresh_from_db()
    assert (draft.state, draft.text) == (Bulletin.State.SUBMITTED, "刚写的\U0002ffff字。")
    assert (draft.docx is None, draft.pdf is None) == (False, True)
    assert "没有 PDF：本机字体缺少以下字形" in page.content.decode()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("关于\U0002ffff的通报", "一、情况\n正常。"),
        ("通报", "一、情况\n| 单位 | \U0002ffff |\n| 区财政局 | 1 |"),
        ("通报", "一、情况\n正常。\n附件：\U0002ffff名单\n正常。"),
    ],
)
def test_a_page_says_before_and_after_handing_in_that_there_is_no_pdf(
    scene: Scene, draft: Bulletin, title: str, text: str
) -> None:
    client = scene.world.client("office")
    Bulletin.objects.filter(pk=draft.pk).update(title=title, text=text)
    here = reverse("paper:bulletin", args=[draft.pk])
    pdf = reverse("paper:bulletin-file", args=[draft.pk, "pdf"])

    before = client.get(here).content.decode()
    client.post(reverse("paper:bulletin-submit", args=[draft.pk]), {"version": 1})
    client.get(here)
    later = client.get(here).content.decode()

    assert "只能以 Word 文件送审，没有 PDF：本机字体缺少以下字形" in before
    assert "只存档了 Word 文件，没有 PDF：本机字体缺少以下字形" in later
    assert pdf not in before + later


def test_the_checkers_words_stand_on_the_page_and_block_nothing(
    scene: Scene, draft: Bulletin
) -> None:
    client = scene.world.client("office")
    here = reverse("paper:bulletin", args=[draft.pk])
    in_order = client.get(here).content.decode()
    text = "一、情况\n正常。\n三、问题\n没有。\n三、安排\n照旧。\n四、其他\n没有。"
    Bulletin.objects.filter(pk=draft.pk).update(text=text)

    before = client.get(here).content.decode()
    after = client.post(
        reverse("paper:bulletin-submit", args=[draft.pk]), {"version": 1}, follow=True
    )

    assert "不影响送审" not in in_order
    assert "序号不连续" in before
    assert "2 处不符 · 按 GB/T 9704 检查；不影响送审" in before
    assert "已送审；按 GB/T 9704 检查有 2 处不符" in after.content.decode()
    assert Bulletin.objects.get(pk=draft.pk).state == Bulletin.State.SUBMITTED


def test_faults_of_a_template_are_told_on_its_page(scene: Scene) -> None:
    address = reverse("paper:templates", args=[scene.campaign.slug])
    sent = {"sort": "dispatch", "name": "错", "title": "通报", "text": "〔报告期〕\n第〔其次〕期"}

    response = scene.world.client("office").post(address, sent)

    assert response.status_code == 422
    page = response.content.decode()
    assert "第 2 行第 2 字： 没有“〔其次〕”这个字段。 是否为〔期次〕？" in page
    assert "缺少字段〔填报情况〕，正文中必须有。" in page


def test_any_file_is_checked_on_a_page_and_not_kept(scene: Scene) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    out.seek(0)
    out.name = "空白.docx"

    page = (
        scene.world.client("liaison").post(reverse("paper:layout"), {"file": out}).content.decode()
    )

    assert "纸张不是 A4" in page
    broken = io.BytesIO(b"no word file")
    broken.name = "坏.docx"
    response = scene.world.client("liaison").post(reverse("paper:layout"), {"file": broken})
    assert response.status_code == 422


def test_who_sees_no_campaign_as_a_whole_sees_no_bulletin(scene: Scene, draft: Bulletin) -> None:
    client = scene.world.client("liaison")

    assert draft.title not in client.get(reverse("paper:index")).content.decode()
    assert client.get(reverse("paper:bulletin", args=[draft.pk])).status_code == 403
    leader = scene.world.client("leader").get(reverse("paper:bulletin", args=[draft.pk]))
    assert "送审</button>" not in leader.content.decode()
    assert timezone.now() >= draft.made_at


def test_where_nobody_chooses_the_wording_of_the_usual_name_is_taken(
    scene: Scene, frozen: Round
) -> None:
    office = scene.world.actor("office")
    keep_template(office, scene.campaign, OWN)
    now = timezone.now()
    assert unsaved_bulletin(SYSTEM, frozen, Sort.DISPATCH, now).template is None

    usual = keep_template(office, scene.campaign, replace(OWN, name="调度通报"))

    assert unsaved_bulletin(SYSTEM, frozen, Sort.DISPATCH, now).template == usual
    assert unsaved_bulletin(SYSTEM, frozen, Sort.SPECIAL, now).template is None
