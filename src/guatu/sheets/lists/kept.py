"""Units, posts, sign-ins and the record of acts: what the administrators keep, as their pages are narrowed."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from guatu.accounts.models import SignIn, Unit
from guatu.accounts.queries import post_lines, unit_tree
from guatu.accounts.queries.people import Holder, PostLine
from guatu.accounts.words import GRADES, KINDS, OUTCOMES, ROLES
from guatu.audit.acts import act_label, object_label
from guatu.audit.models import AuditEvent
from guatu.audit.queries import Sought, found_acts
from guatu.core.actors import Actor
from guatu.sheets.lists.making import Line, listed, of_all_campaigns, of_rows
from guatu.sheets.lists.values import Listed
from guatu.shell.formatting import moment

LONGEST = 200  # of a word that is looked for


def read_units(actor: Actor, query: QueryDict) -> Listed:
    """Return the units in sight as a tree in official order."""
    nodes = unit_tree(actor, words=query.get("q", "").strip(), closed="closed" in query)
    rows = Unit.objects.select_related("parent").in_bulk([node.unit_id for node in nodes])
    heads = (
        (_("Unit"), 40), (_("Short name"), 20), (_("Sort of unit"), 16), (_("Superior unit"), 40),
        (_("Official order"), 10), (_("Exists since"), 12), (_("Abolished on"), 12),
    )  # fmt: skip
    lines = [unit_line(rows[node.unit_id], node.level) for node in nodes]
    return of_all_campaigns(actor, listed(None, _("Units"), heads, lines))


def unit_line(row: Unit, level: int) -> Line:
    parent = row.parent.name if row.parent else ""
    return (
        f"{'　' * level}{row.name}", row.short_name, str(KINDS[row.kind]), parent,
        row.official_order, row.valid_from, row.valid_to,
    )  # fmt: skip


def read_people(actor: Actor, query: QueryDict) -> Listed:
    """Return the posts with who holds them, in official order."""
    rows = post_lines(actor, timezone.localdate(), words=query.get("q", "").strip())
    heads = (
        (_("Unit"), 36), (_("Post"), 28), (_("Role"), 16), (_("Grade"), 16), (_("Reaches over"), 36),
        (_("Holder"), 30), (_("In office since"), 30),
    )  # fmt: skip
    lines = [post_line(row) for row in rows]
    return of_all_campaigns(actor, listed(None, _("People and posts"), heads, lines))


def post_line(row: PostLine) -> Line:
    names = "\n".join(name_text(one) for one in row.holders)
    terms = "\n".join(term_text(one) for one in row.holders)
    return (
        row.unit, row.title, str(ROLES[row.role]), str(GRADES[row.grade]) if row.grade else "",
        row.scope, names, terms,
    )  # fmt: skip


def name_text(one: Holder) -> str:
    return f"{one.name}（{_('deputy')}）" if one.is_deputy else one.name


def term_text(one: Holder) -> str:
    return f"{one.started_on} – {one.ended_on or ''}".rstrip(" –")


def read_sign_ins(actor: Actor, query: QueryDict) -> Listed:  # noqa: ARG001 its page has no filters
    """Return the attempts to sign in, the newest first."""
    heads = ((_("When"), 20), (_("User name"), 20), (_("Address"), 24), (_("Outcome"), 24))
    rows = SignIn.objects.order_by("-pk")
    return of_rows(None, _("Sign-in records"), heads, rows=rows, line=sign_in_line)


def sign_in_line(row: SignIn) -> Line:
    return moment(row.occurred_at), row.username, row.address, str(OUTCOMES[row.outcome])


def read_acts(actor: Actor, query: QueryDict) -> Listed:
    """Return the acts on record that are looked for, the newest first."""
    sought = Sought(
        act=query.get("act", ""), person=query.get("person", "").strip()[:LONGEST],
        label=query.get("label", "").strip()[:LONGEST], object_type=query.get("object_type", ""),
        object_id=query.get("object_id", ""), since=day_in(query, "since"),
        until=day_in(query, "until"),
    )  # fmt: skip
    heads = (
        (_("Number"), 10), (_("Time"), 18), (_("Person"), 14), (_("Act"), 24), (_("Sort"), 16),
        (_("Object"), 50), (_("Changes"), 8), (_("As deputy of"), 24), ("SHA-256", 70),
    )  # fmt: skip
    return of_rows(None, _("Audit"), heads, rows=found_acts(actor, sought), line=act_line)


def day_in(query: QueryDict, name: str) -> date | None:
    """Return a day of the address; one that is none does not limit."""
    try:
        return parse_date(query.get(name, ""))
    except ValueError:
        return None


def act_line(row: AuditEvent) -> Line:
    person = row.actor_name
    if row.actor_kind != "person":
        person = _("guatu itself") if row.actor_kind == "system" else _("not signed in")
    return (
        row.number, moment(row.occurred_at), person, act_label(row.act),
        object_label(row.object_type) if row.object_type else "", row.object_label,
        row.change_count, "、".join(row.details.get("deputy_for", ())), row.hash,
    )  # fmt: skip
