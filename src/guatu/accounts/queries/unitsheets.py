"""A sheet of units: what each row means in the tree as it is now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Unit
from guatu.accounts.queries.intakes import Line, Seen, unheard
from guatu.accounts.queries.written import units_written, written_names
from guatu.core.actors import Actor

HEADS: Mapping[str, Sequence[str]] = {
    "name": ("单位名称", "名称", "单位", "unit", "name"),
    "short_name": ("简称", "单位简称", "short name"),
    "aliases": ("别名", "其他名称", "曾用名", "other names"),
    "kind": ("类型", "单位类型", "kind"),
    "parent": ("上级单位", "上级", "隶属", "beneath"),
    "order": ("建制顺序", "排序", "official order"),  # 序号 only counts the rows of a list
}
KIND_WORDS = {
    Unit.Kind.GOVERNMENT: ("政府", "党委政府", "党政机关", "government"),
    Unit.Kind.DEPARTMENT: ("部门", "机关", "事业单位", "department"),
    Unit.Kind.TOWNSHIP: ("镇街", "乡镇", "街道", "镇", "乡", "乡镇街道", "township"),
    Unit.Kind.VILLAGE: ("村社区", "村", "社区", "village"),
    Unit.Kind.FIRM: ("企业", "国企", "公司", "firm"),
    Unit.Kind.TASK_FORCE: ("专班", "工作专班", "task force"),
}
KINDS_BY_WORD = {word: kind for kind, words in KIND_WORDS.items() for word in words}
LONGEST = {"name": 100, "short_name": 40}
LARGEST_ORDER = 999_999


def read_units(actor: Actor, lines: list[Line], *, seen: Seen = unheard) -> list[Line]:
    """Say of each line which unit it is, what it would change, and what is wrong with it."""
    names = Counter((line.texts.get("name", ""), line.texts.get("parent", "")) for line in lines)
    in_sheet = {line.texts.get("name", ""): line for line in lines}
    wanted = {line.texts.get(key, "") for line in lines for key in ("name", "parent")} - {""}
    known = units_written(wanted)
    roots = list(Unit.objects.filter(parent__isnull=True, valid_to__isnull=True)[:2])
    for count, line in enumerate(lines):
        seen(count)
        read_plain(line)
        if names[line.texts.get("name", ""), line.texts.get("parent", "")] > 1:
            line.fault("name", _("This unit stands in the sheet more than once."))
        read_parent(actor, line, known, in_sheet, roots)
        read_self(actor, line, known)
    refuse_circles(lines, in_sheet)
    return lines


def read_plain(line: Line) -> None:
    """Read the cells that need no look at the tree."""
    name = line.texts.get("name", "")
    if not name:
        line.fault("name", _("A unit needs a name."))
    for key, most in LONGEST.items():
        if len(line.texts.get(key, "")) > most:
            line.fault(key, _("At most %(most)d characters.") % {"most": most})
    aliases = re.split(r"[、,，;；/\s]+", line.texts.get("aliases", ""))
    line.meant["aliases"] = [one for one in dict.fromkeys(aliases) if one and one != name]
    written = re.sub(r"[、/（）()\s]", "", line.texts.get("kind", "")).lower()
    kind = KINDS_BY_WORD.get(written)
    if written and kind is None:
        line.fault("kind", _("This kind is not known. Known are: %(kinds)s.") % {"kinds": kinds()})
    line.meant["kind"] = kind
    order = line.texts.get("order", "").removesuffix(".0")
    if order and not (order.isascii() and order.isdigit() and int(order) <= LARGEST_ORDER):
        line.fault("order", _("The official order is a whole number."))
        order = ""
    line.meant["order"] = int(order) if order else None


def kinds() -> str:
    return "、".join(words[0] for words in KIND_WORDS.values())


def read_parent(
    actor: Actor,
    line: Line,
    known: Mapping[str, list[Unit]],
    in_sheet: Mapping[str, Line],
    roots: Sequence[Unit],
) -> None:
    """Find the unit above: one that is there, or one that the sheet itself makes."""
    name = line.texts.get("parent", "")
    found = known.get(name, [])
    line.meant |= {"parent": None, "parent_name": ""}
    if not name:
        line.meant["parent"] = roots[0] if len(roots) == 1 else None
        line.meant["is_root"] = not roots
    elif len(found) == 1:
        line.meant["parent"] = found[0]
    elif len(found) > 1:
        choices = "、".join(written_names(found).values())
        line.fault(
            "parent",
            _("This may be several units. Write which: %(choices)s.") % {"choices": choices},
        )
    elif name in in_sheet:
        line.meant["parent_name"] = name
    else:
        line.fault("parent", _("There is no such unit, in the system or in this sheet."))
    parent = line.meant["parent"]
    if parent is not None and not policies.can_name_unit(actor, parent):
        line.fault("parent", _("Your post does not let you make units here."))


def read_self(actor: Actor, line: Line, known: Mapping[str, list[Unit]]) -> None:
    """Find the unit that the line is about, and what would change of it."""
    found = known.get(line.texts.get("name", ""), [])
    parent = line.meant["parent"]
    if len(found) > 1 and line.texts.get("parent"):
        found = [unit for unit in found if parent is not None and unit.parent_id == parent.pk]
    elif line.texts.get("parent") and found and is_namesake(line, found[0]):
        found = []  # a village of one name in another town is another unit
    if len(found) > 1:
        choices = "、".join(written_names(found).values())
        line.fault(
            "name",
            _("This may be several units. Write the unit above: %(choices)s.")
            % {"choices": choices},
        )
        return
    line.meant["unit"] = found[0] if found else None
    if found:
        if not policies.can_name_unit(actor, found[0]):
            line.fault("name", _("Your post does not let you name this unit."))
        compare(line, found[0])
    else:
        line.is_new = True
        if line.meant["kind"] is None and line.texts.get("name") and not line.faults_of("kind"):
            line.fault("kind", _("A new unit needs a kind."))
        is_placed = line.meant["parent"] or line.meant["parent_name"] or line.meant.get("is_root")
        if not is_placed and not line.faults_of("parent"):
            line.fault("parent", _("Name the unit above."))


def is_namesake(line: Line, unit: Unit) -> bool:
    """Say whether the unit of this name is a village elsewhere rather than the one that is meant."""
    parent = line.meant["parent"]
    return (
        unit.kind == Unit.Kind.VILLAGE
        and unit.name == line.texts["name"]
        and (parent is None or unit.parent_id != parent.pk)
    )


def compare(line: Line, unit: Unit) -> None:
    """Tell what the line would change of a unit that is there."""
    short, kind, order = line.texts.get("short_name", ""), line.meant["kind"], line.meant["order"]
    if short and short != unit.short_name:
        line.told.append(_("short name: %(value)s") % {"value": short})
    if kind is not None and kind != unit.kind:
        line.fault("kind", _("The unit is of another kind; a sheet does not change that."))
    if order is not None and order != unit.official_order:
        line.told.append(_("official order: %(value)d") % {"value": order})
    has = {unit.name, unit.short_name, *unit.aliases.values_list("name", flat=True)}
    line.meant["aliases"] = [one for one in line.meant["aliases"] if one not in has]
    if line.meant["aliases"]:
        told = "、".join(line.meant["aliases"])
        line.told.append(_("other names: %(value)s") % {"value": told})
    parent, is_under_new = line.meant["parent"], bool(line.meant["parent_name"])
    lies_elsewhere = parent is not None and unit.parent_id != parent.pk
    if line.texts.get("parent") and (is_under_new or lies_elsewhere):
        line.fault("parent", _("The unit lies elsewhere. Move it on its own page, with a date."))


def refuse_circles(lines: Sequence[Line], in_sheet: Mapping[str, Line]) -> None:
    """Refuse a unit that would lie beneath itself by way of the sheet."""
    for line in lines:
        seen, name = {line.texts.get("name", "")}, line.meant["parent_name"]
        while name:
            if name in seen:
                line.fault("parent", _("A unit cannot lie beneath itself."))
                break
            seen.add(name)
            name = in_sheet[name].meant["parent_name"] if name in in_sheet else ""
