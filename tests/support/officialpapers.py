"""A bulletin and a template of an office, as objects of routes; and who of one house gets at them."""

from __future__ import annotations

from scenes import Scene

from guatu.core.actors import SYSTEM
from guatu.dispatch.models import Round
from guatu.paper.actions.bulletins import Matter, draft_bulletin
from guatu.paper.actions.bulletintemplates import NewTemplate, keep_template
from guatu.paper.models import Sort

Arguments = dict[str, dict[str, int | str]]
OFFICE = frozenset({"office"})
LOOKERS = frozenset({"office", "leader", "assessor"})
ACTS = ("edit", "refill", "submit", "reopen", "drop")
PLAIN = NewTemplate(
    sort=Sort.DISPATCH, name="简版", title="第〔期次〕期快报", text="〔报告期〕\n〔填报情况〕"
)

SIGHT: dict[str, frozenset[str]] = {
    "paper:bulletin": LOOKERS,
    "paper:bulletin-file": LOOKERS,
    "paper:bulletin-new": OFFICE,
    "paper:templates": OFFICE,
    "paper:template": OFFICE,
    "paper:template-drop": OFFICE,
    **{f"paper:bulletin-{act}": OFFICE for act in ACTS},
}


def of_bulletins(scene: Scene, one: Round) -> Arguments:
    """Return the arguments of the routes of bulletins."""
    row = draft_bulletin(SYSTEM, scene.campaign, Matter(sort=Sort.DISPATCH, round=one))
    template = keep_template(SYSTEM, scene.campaign, PLAIN)
    own: dict[str, int | str] = {"bulletin_id": row.pk}
    return {
        "paper:bulletin": own,
        "paper:bulletin-file": {**own, "form": "docx"},
        **{f"paper:bulletin-{act}": own for act in ACTS},
        **{f"paper:template{part}": {"template_id": template.pk} for part in ("", "-drop")},
    }
