"""What is printed for people, as objects of routes; and who of one house gets at it."""

from __future__ import annotations

from django.utils import timezone
from scenes import Scene
from worlds import World

from guatu.accounts.models import Post
from guatu.audit.models import Evidence
from guatu.dispatch.models import Round
from guatu.paper.models import Volume, VolumePaper

Arguments = dict[str, dict[str, int | str]]
LOOKERS = frozenset({"office", "leader", "assessor"})
HOUSE = LOOKERS | {"liaison", "approver", "unit_admin"}
HOUSING = frozenset({"housing_liaison", "housing_approver"})

SIGHT: dict[str, frozenset[str]] = {
    "paper:leader": HOUSE,
    "paper:leader-sheet": HOUSE,
    "paper:unit-sheet": HOUSE,  # not housing, which supports an entry of it
    "paper:material": HOUSE,
    "paper:material-file": HOUSE,
    "paper:volumes-entry": HOUSE | HOUSING,  # for housing it is empty: tests/paper
    "paper:volumes-target": HOUSE,
    "paper:volume": HOUSE,
    "paper:volume-bound": HOUSE,
    "paper:volume-folder": HOUSE,
    "paper:volume-paper": HOUSE,
}


# of a campaign that everybody here sees: what is printed is what each sees (tests/paper)
OPEN = frozenset(
    {
        "paper:leader-sheets",
        "paper:unit-sheets-all",
        "paper:unit-sheets-make",
        "paper:volume-form",
        "paper:check",
    }
)


def make_volume(scene: Scene, evidence: Evidence) -> Volume:
    """Return a volume of an entry of finance with one paper, bound."""
    now = timezone.now()
    volume = Volume.objects.create(
        campaign=scene.campaign, number=1, sort=Volume.Sort.ENTRY, entry=scene.task,
        unit=scene.world.finance, title=scene.task.title, formed_at=now,
        paper_count=1, page_count=1, digest=evidence.digest, bound=evidence,
    )  # fmt: skip
    VolumePaper.objects.create(
        volume=volume, ordinal=1, heading=scene.task.title, source=VolumePaper.Source.REPORT,
        proves="完成第一批", proved_on=timezone.localdate(), received_at=now, evidence=evidence,
        first_page=1, page_count=1,
    )  # fmt: skip
    return volume


def of_paper(world: World, scene: Scene, one: Round, evidence: Evidence) -> Arguments:
    """Return the arguments of the routes of what is printed for people."""
    volume: dict[str, int | str] = {"volume_id": make_volume(scene, evidence).pk}
    week: dict[str, int | str] = {"unit_id": world.finance.pk, "sort": "week", "key": str(one.pk)}
    leading = Post.objects.filter(unit=world.finance, role="approver").order_by("pk")[0]
    post: dict[str, int | str] = {"post_id": leading.pk}
    return {
        **dict.fromkeys(("paper:leader", "paper:leader-sheet"), post),
        "paper:unit-sheet": {"form": "xlsx", "unit_id": world.finance.pk},
        "paper:material": week,
        "paper:material-file": week,
        "paper:check": {"number": "1", "written": "0" * 16},
        **dict.fromkeys(
            ("paper:volume", "paper:volume-bound", "paper:volume-folder", "paper:volume-paper"),
            volume,
        ),
    }
