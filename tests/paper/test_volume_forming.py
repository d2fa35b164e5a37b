"""佐证成卷: the papers, their order, what was made later, the bound file, the folder, who gets at it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from datetime import date, timedelta
from io import BytesIO
from struct import pack
from urllib.parse import unquote

import pytest
from django.utils import timezone
from pdftexts import blank, pages_of
from scenes import Scene

from guatu.audit.actions import store_evidence
from guatu.audit.evidence import evidence_path
from guatu.audit.models import AuditEvent, Evidence
from guatu.core.volumes import volume_digest
from guatu.dispatch.models import CheckInEvidence, Correction
from guatu.interchange.binding import Piece, Unbindable, bind, gather
from guatu.jobs.models import Job
from guatu.ledgers.models import Entry, StagePassage
from guatu.paper import volumebinding
from guatu.paper.actions.volumes import ask_volume, form_volume
from guatu.paper.models import Volume, VolumePaper
from guatu.paper.queries.volumes import (
    Matter,
    Numbers,
    matter_of,
    numbers_of,
    papers_for,
    units_with_papers,
)
from guatu.shell.errors import InvalidState, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
FILES = pytest.mark.sqlite_only  # what stands in the files, whatever the database


def png(width: int = 40, height: int = 30) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    rows = b"".join(b"\0" + b"\x30\x60\x90" * width for _row in range(height))
    head = pack(">II5B", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def kept(scene: Scene, payload: bytes, name: str) -> Evidence:
    return store_evidence(scene.world.actor("liaison"), payload, name)


def passed(entry: Entry, evidence: Evidence, *, on: date) -> None:
    StagePassage.objects.create(
        entry=entry, from_stage="doing", to_stage="done", passed_on=on, evidence=evidence,
        recorded_at=timezone.now(),
    )  # fmt: skip


def matter(scene: Scene, sort: str = "unit", key: int | None = None, who: str = "office") -> Matter:
    unit = scene.world.finance.pk
    return matter_of(scene.world.actor(who), scene.campaign, sort, key or unit)


def formed(scene: Scene, one: Matter | None = None, name: str = "a") -> Volume:
    steps: list[int] = []
    volume = form_volume(
        scene.world.actor("office"), one or matter(scene), token=name, now=timezone.now(),
        say=lambda at, _step: steps.append(at),
    )  # fmt: skip
    assert sorted(set(steps)) in ([0, 1, 2], [])
    assert steps == sorted(steps)
    return volume


@pytest.fixture
def filed(scene: Scene) -> Scene:
    """Give two papers of the task, in time and not, a picture of the project, and a workbook."""
    today = timezone.localdate()
    one = scene.open(today)
    row = scene.write(scene.check_in(one, scene.task), said="完成第一批")
    file = kept(scene, blank(2), "兑付凭证.pdf")
    CheckInEvidence.objects.create(check_in=row, evidence=file, submitted_at=one.opened_at)
    passed(scene.task, kept(scene, blank(1), "批复.pdf"), on=today - timedelta(days=60))
    passed(scene.project, kept(scene, png(), "现场.png"), on=today)
    passed(scene.project, kept(scene, "说明，朱镕签收".encode(), "说明.txt"), on=today)
    return scene


def test_the_papers_stand_in_the_order_of_the_ledgers_and_of_what_they_prove(filed: Scene) -> None:
    volume = formed(filed)

    rows = list(volume.papers.select_related("evidence"))
    assert [row.ordinal for row in rows] == [1, 2, 3, 4]
    assert [row.evidence.file_name for row in rows][:2] == ["批复.pdf", "兑付凭证.pdf"]
    assert {row.heading for row in rows[2:]} == {filed.project.title}
    assert volume.paper_count == 4
    assert volume.digest == volume_digest(
        (row.ordinal, row.evidence.digest, row.evidence.file_name) for row in rows
    )
    assert AuditEvent.objects.filter(act="volume.form").count() == 1


def test_what_came_long_after_the_act_is_made_later(filed: Scene) -> None:
    volume = formed(filed)

    later = {row.evidence.file_name: row.later for row in volume.papers.select_related("evidence")}
    assert later == {"批复.pdf": "act", "兑付凭证.pdf": "", "现场.png": "", "说明.txt": ""}
    assert volume.later_count == 1


def test_what_came_after_its_round_or_with_a_correction_is_made_later(scene: Scene) -> None:
    one = scene.open()
    row = scene.submit(one, scene.task, said="完成第一批")
    late = kept(scene, blank(1), "补传.pdf")
    after = one.late_from + timedelta(minutes=1)
    CheckInEvidence.objects.create(check_in=row, evidence=late, submitted_at=after)
    CheckInEvidence.objects.create(check_in=row, evidence=kept(scene, blank(2), "草稿附件.pdf"))
    Correction.objects.create(
        check_in=row, state=Correction.State.APPROVED, said="完成第二批", reason="漏报",
        evidence=kept(scene, blank(3), "更正依据.pdf"), asked_for=scene.world.finance, asked_by=1,
        decided_by=2, asked_at=timezone.now(), decided_at=timezone.now(),
    )  # fmt: skip

    papers = formed(scene, matter(scene, "entry", scene.task.pk)).papers

    found = {row.evidence.file_name: row.later for row in papers.select_related("evidence")}
    assert found == {"补传.pdf": "round", "更正依据.pdf": "frozen"}


@FILES
def test_the_bound_file_has_cover_contents_and_every_page_with_its_number(filed: Scene) -> None:
    volume = formed(filed)

    assert volume.bound is not None
    cover, contents, *pages = pages_of(evidence_path(volume.bound.digest).read_bytes())
    assert "佐证材料卷" in cover
    assert volume.digest in cover
    assert "共4件，其中事后补充1件" in cover
    assert "事后补充" in contents
    assert [row.first_page for row in volume.papers.order_by("ordinal")] == [1, 2, 4, 5]
    assert volume.page_count == len(pages) == 5
    assert [page[-3:] for page in pages] == ["1/5", "2/5", "3/5", "4/5", "5/5"]
    assert "朱镕签收" in pages[4]


@FILES
def test_broken_locked_and_strange_files_stay_in_the_folder(scene: Scene) -> None:
    today = timezone.localdate()
    broken_png = png()[:60] + b"\0" * 40
    for payload, name in (
        (b"%PDF-1.7 not a pdf at all", "坏.pdf"),
        (broken_png, "坏.png"),
        (blank(1), "好.pdf"),
    ):
        passed(scene.task, kept(scene, payload, name), on=today)

    volume = formed(scene)

    pages = {
        row.evidence.file_name: row.page_count for row in volume.papers.select_related("evidence")
    }
    assert pages == {"坏.pdf": 0, "坏.png": 0, "好.pdf": 1}


@FILES
def test_the_folder_holds_contents_bound_file_and_papers(filed: Scene) -> None:
    volume = formed(filed)
    response = filed.world.client("office").get(f"/paper/volumes/{volume.pk}.zip")

    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = archive.namelist()
        digest = hashlib.sha256(
            archive.read("01 1 建立惠企资金直达清单/002 兑付凭证.pdf")
        ).hexdigest()
    assert digest == volume.papers.get(ordinal=2).evidence.digest
    assert names == [
        "卷内目录.xlsx", "区财政局_第1卷（总第1卷）.pdf",
        "01 1 建立惠企资金直达清单/001 事后补充 批复.pdf",
        "01 1 建立惠企资金直达清单/002 兑付凭证.pdf",
        "02 智慧停车一期/003 现场.png", "02 智慧停车一期/004 说明.txt",
    ]  # fmt: skip


@FILES
def test_a_file_that_was_changed_on_the_disk_is_told_and_not_bound(filed: Scene) -> None:
    digest = VolumePaper.objects.filter(volume=formed(filed), ordinal=2).values_list(
        "evidence__digest", flat=True
    )[0]
    path = evidence_path(digest)
    path.chmod(0o640)
    path.write_bytes(blank(7))

    again = formed(filed, name="b")
    response = filed.world.client("office").get(f"/paper/volumes/{again.pk}.zip")

    assert again.papers.get(ordinal=2).page_count == 0
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert (
            "不按收到时的原样保存"
            in archive.read("01 1 建立惠企资金直达清单/002 兑付凭证.pdf.txt").decode()
        )


@FILES
def test_without_printing_the_folder_is_complete(
    filed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise InvalidState("not installed")

    monkeypatch.setattr(volumebinding, "installed_faces", missing)

    volume = formed(filed)

    assert volume.bound is None
    assert volume.page_count == 0
    assert filed.world.client("office").get(f"/paper/volumes/{volume.pk}.pdf").status_code == 404
    assert filed.world.client("office").get(f"/paper/volumes/{volume.pk}/").status_code == 200


def test_the_same_asking_is_one_volume_and_another_a_new_number(filed: Scene) -> None:
    first = formed(filed)

    assert formed(filed).pk == first.pk
    assert [first.number, formed(filed, name="b").number] == [1, 2]


def test_a_volume_is_numbered_among_those_of_its_matter_and_of_its_campaign(filed: Scene) -> None:
    one = matter(filed, "entry", filed.task.pk)
    formed(filed)
    formed(filed, one, name="b")
    Entry.objects.filter(pk=filed.task.pk).update(unit=filed.world.housing)
    of_unit, of_entry = formed(filed, name="c"), formed(filed, one, name="d")
    client = filed.world.client("office")

    assert numbers_of([of_unit, of_entry]) == {
        of_unit.pk: Numbers(place=2, total=3), of_entry.pk: Numbers(place=2, total=4),
    }  # fmt: skip
    assert of_unit.bound is not None
    assert "第2卷（总第3卷）" in pages_of(evidence_path(of_unit.bound.digest).read_bytes())[0]
    assert of_unit.bound.file_name == "区财政局_第2卷（总第3卷）.pdf"
    for path in (f"{of_unit.pk}/", f"?campaign={filed.campaign.slug}"):
        assert "第2卷（总第3卷）" in client.get(f"/paper/volumes/{path}").content.decode()


def test_the_number_stands_in_the_name_of_a_volume_of_a_long_title(filed: Scene) -> None:
    Entry.objects.filter(pk=filed.task.pk).update(title="关于推动改造提质的工作任务" * 20)
    volume = formed(filed, matter(filed, "entry", filed.task.pk))
    response = filed.world.client("office").get(f"/paper/volumes/{volume.pk}.zip")

    assert volume.bound is not None
    assert volume.bound.file_name.endswith("第1卷（总第1卷）.pdf")
    assert "第1卷（总第1卷）.zip" in unquote(response["Content-Disposition"])


def test_of_nothing_there_is_no_volume(scene: Scene) -> None:
    with pytest.raises(InvalidState):
        ask_volume(scene.world.actor("office"), matter(scene))
    assert not Job.objects.filter(work="paper.volume").exists()


def test_only_units_with_papers_are_offered_and_the_others_told_so_on_the_page(
    scene: Scene,
) -> None:
    client, office = scene.world.client("office"), scene.world.actor("office")
    before = list(units_with_papers(office, scene.campaign))
    passed(scene.project, kept(scene, png(), "现场.png"), on=timezone.localdate())
    form = {"sort": "unit", "key": scene.world.housing.pk}  # it supports, and has filed nothing
    refused = client.post(f"/paper/volumes/{scene.campaign.slug}/form", form)
    page = refused.content.decode()

    assert before == []
    assert list(units_with_papers(office, scene.campaign)) == [scene.world.finance]
    assert refused.status_code == 422
    assert "还没有佐证材料" in page
    assert scene.world.housing.name in page
    assert f'<option value="{scene.world.finance.pk}">' in page
    assert f'<option value="{scene.world.housing.pk}">' not in page


def test_every_sort_of_paper_makes_its_unit_one_of_which_a_volume_is_formed(filed: Scene) -> None:
    office = filed.world.actor("office")
    StagePassage.objects.all().delete()
    reported = list(units_with_papers(office, filed.campaign))
    CheckInEvidence.objects.update(submitted_at=None)  # of a draft

    assert reported == [filed.world.finance]
    assert list(units_with_papers(office, filed.campaign)) == []
    assert papers_for(office, matter(filed)) == []


def test_who_looks_on_may_read_a_volume_and_form_none(filed: Scene) -> None:
    leader = filed.world.actor("leader")

    with pytest.raises(NotAllowed):
        ask_volume(leader, matter_of(leader, filed.campaign, "unit", filed.world.finance.pk))


@pytest.mark.parametrize("who", ["housing_liaison", "stranger"])
def test_another_unit_forms_no_volume_of_it(filed: Scene, who: str) -> None:
    for sort, key in (("unit", filed.world.finance.pk), ("entry", filed.task.pk)):
        with pytest.raises(NotFound):
            matter(filed, sort, key, who)


def test_asked_on_the_page_it_is_formed_behind_it(filed: Scene) -> None:
    client = filed.world.client("liaison")
    path = f"/paper/volumes/{filed.campaign.slug}/form"

    response = client.post(path, {"sort": "entry", "key": filed.project.pk})

    assert response.status_code == 302
    job = Job.objects.get(work="paper.volume")
    assert job.title == filed.project.title
    assert client.post(path, {"sort": "nothing", "key": 1}).status_code == 400


def test_the_page_of_an_entry_offers_its_volume_to_whose_papers_they_are(filed: Scene) -> None:
    path = f"/paper/volumes/entry/{filed.task.pk}/"
    formed(filed, matter(filed, "entry", filed.task.pk))

    own = filed.world.client("liaison").get(path).content.decode()
    supporting = filed.world.client("housing_liaison").get(path)

    assert "区财政局 第1卷（总第1卷）" in own
    assert "把 2 件材料成卷" in own
    assert supporting.status_code == 200
    assert not supporting.content.strip()


@FILES
def test_one_paper_at_which_binding_ends_does_not_take_the_others_along(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may bring the binding process down, whatever is checked before: it alone stays out."""
    today = timezone.localdate()
    for at in range(1, 8):
        payload = blank(at) if at != 5 else blank(5) + b"\n%bringer-of-ends"
        passed(scene.task, kept(scene, payload, f"第{at}件.pdf"), on=today)

    def ends(sources: list[bytes]) -> tuple[bytes, list[int]]:
        if any(b"bringer-of-ends" in one for one in sources):
            raise Unbindable("ended with -11")
        return gather(sources)

    monkeypatch.setattr(volumebinding, "gather", ends)
    papers = (
        formed(scene).papers.order_by("ordinal").values_list("evidence__file_name", "page_count")
    )

    assert dict(papers) == {f"第{at}件.pdf": at if at != 5 else 0 for at in range(1, 8)}


@FILES
def test_a_long_binding_can_be_stopped_between_two_papers(filed: Scene) -> None:
    def say(at: int, step: str) -> None:
        if at == 1 and step.endswith("2/4"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        form_volume(
            filed.world.actor("office"), matter(filed), token="b", now=timezone.now(), say=say  # noqa: S106 no password
        )  # fmt: skip
    assert not Volume.objects.exists()


@FILES
def test_names_in_the_folder_fit_any_disk_and_stay_apart(scene: Scene) -> None:
    """120 Chinese characters are 360 bytes: Windows takes such a name, Linux does not."""
    today = timezone.localdate()
    name = "关于全区老旧小区改造项目第三季度资金拨付情况的说明" * 6 + ".pdf"
    for at in range(3):
        passed(scene.task, kept(scene, blank(at + 1), name), on=today - timedelta(days=90))
    volume = formed(scene)
    response = scene.world.client("office").get(f"/paper/volumes/{volume.pk}.zip")
    names = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()  # type: ignore[attr-defined]
    papers = [one for one in names if "/" in one]

    assert len(set(papers)) == len(papers) == 3
    assert all(len(part.encode()) <= 255 for one in names for part in one.split("/"))
    assert all(one.endswith(".pdf") for one in papers)


@FILES
def test_a_name_with_a_sign_that_no_font_has_keeps_nothing_from_being_bound(scene: Scene) -> None:
    """A file has the name it came with: a sign without a shape is told by its code, never as a box."""
    today = timezone.localdate()
    rare = "\U000323b0"  # of an extension that came in 2022
    passed(scene.task, kept(scene, png(), f"{rare}某现场.png"), on=today)
    passed(scene.task, kept(scene, blank(2), f"{rare}批复.pdf"), on=today)
    volume = formed(scene)

    assert volume.bound is not None
    cover, contents, *pages = pages_of(evidence_path(volume.bound.digest).read_bytes())
    assert rare not in cover + contents
    assert "〔U+323B0〕某现场.png" in contents.replace("\n", "")
    assert "编码代替" in contents.replace("\n", "")
    assert volume.page_count == len(pages) == 3
    response = scene.world.client("office").get(f"/paper/volumes/{volume.pk}.zip")
    names = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()  # type: ignore[attr-defined]
    assert any(name.endswith(f"{rare}某现场.png") for name in names)


@FILES
def test_pages_that_take_too_long_to_number_in_one_go_are_numbered_in_several(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page full of tables takes a third of a second; one that never ends comes without its number."""
    today = timezone.localdate()
    for at in range(1, 4):
        passed(scene.task, kept(scene, blank(5, 500 + at), f"第{at}件.pdf"), on=today)

    def slow(sources: list[bytes], pieces: list[Piece]) -> bytes:
        if any(len(one.stamps) > 4 or "7/15" in one.stamps for one in pieces):
            raise Unbindable("ended with -14")
        return bind(sources, pieces)

    monkeypatch.setattr(volumebinding, "bind", slow)
    volume = formed(scene)

    assert volume.bound is not None
    _cover, _contents, *pages = pages_of(evidence_path(volume.bound.digest).read_bytes())
    numbers = [page.split()[-1] if page.split() else "" for page in pages]
    assert numbers == [f"{at}/15" if at != 7 else "" for at in range(1, 16)]


@FILES
def test_of_papers_that_are_too_much_together_the_first_are_bound(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    for at in range(16):
        passed(scene.task, kept(scene, blank(1, 500 + at), f"{at:02d}.pdf"), on=today)

    def narrow(sources: list[bytes]) -> tuple[bytes, list[int]]:
        if len(sources) > 11:
            raise Unbindable("ended with -6")
        return gather(sources)

    monkeypatch.setattr(volumebinding, "gather", narrow)
    papers = list(formed(scene).papers.order_by("ordinal").values_list("page_count", flat=True))

    assert len(papers) == 16
    assert papers == [1] * sum(papers) + [0] * (16 - sum(papers))
    assert 8 <= sum(papers) <= 11


@FILES
def test_where_nothing_goes_together_cover_and_contents_are_made(
    filed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_files: object) -> bytes:
        raise Unbindable("ended with -6")

    monkeypatch.setattr(volumebinding, "bind", never)
    volume = formed(filed)

    assert volume.bound is not None
    assert len(pages_of(evidence_path(volume.bound.digest).read_bytes())) == 2
    assert set(volume.papers.values_list("first_page", "page_count")) == {(None, 0)}
