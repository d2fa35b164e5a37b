"""A sheet of people: which person, post and account each row means, and which part of it is the actor's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from guatu.accounts import policies
from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries.bearers import find_bearers, is_kept_by
from guatu.accounts.queries.intakes import Line, Seen, unheard
from guatu.accounts.queries.people import from_today, held_posts
from guatu.accounts.queries.written import units_written, written_names
from guatu.core.actors import Actor, Role
from guatu.core.grids import day_written

HEADS: Mapping[str, Sequence[str]] = {
    "name": ("姓名", "人员", "name"),
    "unit": ("单位", "单位名称", "所在单位", "unit"),
    "post": ("岗位", "职务", "post"),
    "grade": ("层级", "责任层级", "grade"),
    "role": ("角色", "系统角色", "role"),
    "since": ("任职起", "任职日期", "起", "since"),
    "until": ("任职止", "止", "until"),
    "username": ("用户名", "登录名", "账号", "user name"),
}
GRADE_WORDS: dict[str, tuple[str, ...]] = {
    Post.Grade.LEADER: ("责任领导", "区领导", "领导", "leader"),
    Post.Grade.PRINCIPAL: ("单位主要负责人", "主要负责人", "principal"),
    Post.Grade.DEPUTY: ("分管负责人", "分管领导", "deputy"),
    Post.Grade.CONTACT: ("联络员", "contact"),
    Post.Grade.OTHER: ("其他", "other"),
}
ROLE_WORDS: dict[str, tuple[str, ...]] = {
    Role.LIAISON: ("联络员", "填报人", "liaison"),
    Role.APPROVER: ("审核人", "单位审核人", "审核", "approver"),
    Role.LEADER: ("领导", "责任领导", "leader"),
    Role.ASSESSOR: ("考核人员", "考评人员", "assessor"),
    Role.DISCIPLINE: ("纪检监察", "立项监督", "discipline"),
    Role.UNIT_ADMINISTRATOR: ("单位管理员", "unit administrator"),
    Role.CAMPAIGN_OFFICE: ("督查室", "行动办", "调度办", "campaign office"),
}
ROLE_OF_GRADE: dict[str, Role] = {
    Post.Grade.LEADER: Role.LEADER,
    Post.Grade.PRINCIPAL: Role.APPROVER,
    Post.Grade.DEPUTY: Role.APPROVER,
    Post.Grade.CONTACT: Role.LIAISON,
}
GRADES_BY_WORD = {word: code for code, words in GRADE_WORDS.items() for word in words}
ROLES_BY_WORD = {word: code for code, words in ROLE_WORDS.items() for word in words}
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
LONGEST = {"name": 40, "post": 60}


def read_people(
    actor: Actor, lines: list[Line], today: date, *, seen: Seen = unheard
) -> list[Line]:
    """Say of each line whom and what it means, what it would write, and what is wrong with it."""
    units = units_written({line.texts.get("unit", "") for line in lines} - {""})
    for line in lines:
        read_plain(line, today)
        read_unit(line, units)
    refuse_doubles(lines)
    find_bearers(actor, lines)
    for count, line in enumerate(lines):
        seen(count)
        read_person(actor, line, today)
        read_post(actor, line, today)
    return lines


def read_plain(line: Line, today: date) -> None:
    """Read the cells that need no look at what is there."""
    for key, most in LONGEST.items():
        if not line.texts.get(key):
            line.fault(key, _("This cell has to be filled in."))
        elif len(line.texts[key]) > most:
            line.fault(key, _("At most %(most)d characters.") % {"most": most})
    grade_text, role_text = line.texts.get("grade", ""), line.texts.get("role", "").lower()
    grade = GRADES_BY_WORD.get(grade_text.lower()) if grade_text else Post.Grade.OTHER
    role = ROLES_BY_WORD.get(role_text) if role_text else ROLE_OF_GRADE.get(grade or "")
    if grade is None:
        line.fault("grade", _("Known are: %(words)s.") % {"words": first_words(GRADE_WORDS)})
    if role is None and not line.faults_of("grade"):
        line.fault("role", _("Known are: %(words)s.") % {"words": first_words(ROLE_WORDS)})
    since = day_of(line, "since") or today
    until = day_of(line, "until")
    if until is not None and until < since:
        line.fault("until", _("The last day lies before the first."))
    username = line.texts.get("username", "").lower()
    if username and not USERNAME.fullmatch(username):
        line.fault(
            "username",
            _("A user name has 2 to 60 of the letters a to z, digits, dots, hyphens, underscores."),
        )
    line.meant |= {
        "grade": grade, "role": role, "since": since, "until": until, "username": username,
    }  # fmt: skip


def first_words(words: Mapping[str, Sequence[str]]) -> str:
    return "、".join(one[0] for one in words.values())


def day_of(line: Line, key: str) -> date | None:
    text = line.texts.get(key, "")
    day = day_written(text)
    if text and day is None:
        line.fault(key, _("This is no day. Write 2027-01-01."))
    return day


def read_unit(line: Line, units: Mapping[str, list[Unit]]) -> None:
    name = line.texts.get("unit", "")
    found = units.get(name, [])
    line.meant["unit"] = found[0] if len(found) == 1 else None
    if not name:
        line.fault("unit", _("This cell has to be filled in."))
    elif not found:
        line.fault("unit", _("There is no such unit. Load the units first."))
    elif len(found) > 1:
        choices = "、".join(written_names(found).values())
        line.fault(
            "unit",
            _("This may be several units. Write which: %(choices)s.") % {"choices": choices},
        )


def refuse_doubles(lines: Sequence[Line]) -> None:
    """Refuse a row that stands twice, and a user name that is given to two persons."""
    rows = Counter(key_of(line) for line in lines)
    bearers: dict[str, set[str]] = {}
    for line in lines:
        bearers.setdefault(line.meant["username"], set()).add(line.texts.get("name", ""))
    for line in lines:
        if rows[key_of(line)] > 1:
            line.fault("name", _("This row stands in the sheet more than once."))
        username = line.meant["username"]
        if username and len(bearers[username]) > 1:
            line.fault("username", _("Two persons of the sheet have this user name."))


def key_of(line: Line) -> tuple[str, ...]:
    return tuple(line.texts.get(key, "") for key in ("name", "unit", "post", "username"))


def read_person(actor: Actor, line: Line, today: date) -> None:
    """Say whether the person or the account has to be made; leave it to who may."""
    if line.faults:
        return
    person, username = line.meant["person"], line.meant["username"]
    line.meant["makes_account"] = bool(username) and line.meant["account"] is None
    if person is not None and not line.meant["makes_account"]:
        return
    if not policies.can_make_accounts(actor):
        line.fault(
            "name", _("The system administrator enters this person first, with this same sheet.")
        )
        return
    if person is not None and not is_kept_by(actor, held_posts(person.pk, today), line):
        line.fault("username", _("Your post does not let you give this person an account."))
        return
    line.is_new = person is None
    line.told.append(_("new person") if person is None else _("new account"))
    if person is None and line.meant["makes_account"]:
        line.told.append(_("new account"))


def read_post(actor: Actor, line: Line, today: date) -> None:
    """Find the post and say whether it has to be made and filled; leave it to who may."""
    unit, role = line.meant["unit"], line.meant["role"]
    line.meant |= {"post": None, "fills": False}
    if unit is None or role is None:
        return
    post = (
        Post.objects.filter(unit=unit, title=line.texts.get("post", ""), abolished_on__isnull=True)
        .select_related("unit", "scope")
        .first()
    )
    if post is not None and line.texts.get("role") and post.role != role:
        line.fault("role", _("The post is there with another role."))
    line.meant["post"] = post
    scope = post.scope if post is not None else unit
    if post is not None and holds(line, post):
        return
    if not policies.can_grant(actor, role=post.role if post else role, unit=unit, scope=scope):
        leave_to_other(actor, line)
        return
    line.meant["fills"] = True
    line.told.append(_("new post") if post is None else _("appointed"))
    if post is not None:
        others = Appointment.objects.filter(from_today(today), post=post, is_deputy=False).exclude(
            person=line.meant["person"]
        )
        names = list(others.order_by("pk").values_list("person__name", flat=True))
        if names:
            line.notes.append(_("Held by %(names)s, too.") % {"names": "、".join(names)})


def holds(line: Line, post: Post) -> bool:
    """Say whether the person holds the post in the time of the row, or a part of it."""
    rows = Appointment.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=line.meant["since"]),
        person=line.meant["person"],
        post=post,
    )
    until = line.meant["until"]
    return (rows if until is None else rows.filter(started_on__lte=until)).exists()


def leave_to_other(actor: Actor, line: Line) -> None:
    """Note that the security administrator appoints; refuse where the actor keeps no part of the row."""
    if policies.can_make_accounts(actor) and actor.holds(Role.SYSTEM_ADMINISTRATOR):
        line.notes.append(_("The security administrator appoints, with this same sheet."))
    else:
        line.fault("post", _("Your post does not let you fill this post."))
