"""离岗交接: what a post owes, handing it over, the sheet to sign, posts that stand empty, one's own posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts import actions, policies
from guatu.accounts.actions import Leaving
from guatu.accounts.forms import HandoverForm, SignedSheetForm
from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries.handovers import (
    held,
    holders_now,
    owed_groups,
    own_posts,
    vacancies,
    vacant_posts,
    visible_handover,
    visible_handovers,
    written_groups,
)
from guatu.accounts.queries.people import visible_person, visible_post
from guatu.accounts.views.people import people_choices
from guatu.accounts.words import GRADES, ROLES
from guatu.audit.evidence import UPLOAD_NOTE, evidence_response
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotAllowed, NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

RECENT = 30
VACANT_A_PAGE = 30  # each is asked for what it owes


def handovers(request: Request) -> HttpResponse:
    """List the posts that stand empty and the handovers of late."""
    today = timezone.localdate()
    vacant = Paginator(vacant_posts(request.actor, today), VACANT_A_PAGE)
    page = vacant.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "vacancies": vacancies(list(page.object_list), today),
        "recent": visible_handovers(request.actor)[:RECENT],
        "today": today,
    }
    return render(request, "accounts/handovers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request, post_id: int) -> HttpResponse:
    """Show all that a post owes; hand it over."""
    post = visible_post(request.actor, post_id)
    holder = chosen_holder(request, post)
    form = blank_form(request.actor, post, holder)
    if request.method == "POST":
        if form is None or holder is None:
            raise NotAllowed(_("Nobody holds this post, or you may not hand it over."))
        form = HandoverForm(
            request.POST, auto_id="handover-%s", people=successors(request.actor, holder)
        )
        if form.is_valid():
            try:
                row = carry_out(request.actor, holder, dict(form.cleaned_data))
            except InvalidState as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("Handed over and put on record."))
                return redirect("accounts:handover", row.pk)
    status = 422 if form is not None and form.is_bound else 200
    return render(
        request, "accounts/hand_over.html", page_of(request, post, holder, form), status=status
    )


def chosen_holder(request: Request, post: Post) -> Appointment | None:
    """Return the appointment that the form or the address names, else the first that holds today."""
    rows = holders_now([post.pk], timezone.localdate()).get(post.pk, [])
    wanted = whole(request.POST.get("appointment", "") or request.GET.get("of", ""))
    regular = [row for row in rows if not row.is_deputy]
    if wanted is not None:
        named = [row for row in regular if row.pk == wanted]
        if request.method == "POST" and not named:
            raise InvalidState(_("This appointment holds no more. Look at the post again."))
        regular = named or regular
    return regular[0] if regular else None


def blank_form(actor: Actor, post: Post, holder: Appointment | None) -> HandoverForm | None:
    may = policies.can_grant(actor, role=post.role, unit=post.unit, scope=post.scope)
    if not may or holder is None or holder.person_id == actor.person_id:
        return None
    return HandoverForm(
        auto_id="handover-%s",
        initial={"appointment": holder.pk, "version": holder.version},
        people=successors(actor, holder),
    )


def successors(actor: Actor, holder: Appointment) -> list[tuple[int, str]]:
    return [row for row in people_choices(actor) if row[0] != holder.person_id]


def carry_out(actor: Actor, holder: Appointment, given: dict[str, Any]) -> Any:
    successor_id = given["successor"]
    leaving = Leaving(
        last_day=given["last_day"],
        successor=visible_person(actor, successor_id) if successor_id else None,
        reason=given["reason"],
        note=given["note"],
    )
    return actions.hand_over(actor, holder, leaving, version=given["version"])


def page_of(
    request: Request, post: Post, holder: Appointment | None, form: HandoverForm | None
) -> dict[str, Any]:
    today = timezone.localdate()
    one = held(post, holder.person_id if holder is not None else None, today)
    groups = owed_groups(request.actor, one)
    return {
        "post": post,
        "holder": holder,
        "holders": holders_now([post.pk], today).get(post.pk, []),
        "groups": groups,
        "total": sum(group.count for group in groups),
        "form": form,
        "past": visible_handovers(request.actor).filter(post=post),
        "roles": ROLES,
        "grades": GRADES,
        "today": today,
    }


def handover(request: Request, handover_id: int) -> HttpResponse:
    """Show the sheet of one handover as it was written down; it prints on A4 to be signed."""
    row = visible_handover(request.actor, handover_id)
    may_sign = row.signed_id is None and policies.can_grant(
        request.actor, role=row.post.role, unit=row.post.unit, scope=row.post.scope
    )
    groups = written_groups(request.actor, row)
    context = {
        "row": row,
        "groups": groups,
        "total": sum(group.count for group in groups),
        "is_partial": any(group.hidden_count for group in groups),
        "form": SignedSheetForm(initial={"version": row.version}) if may_sign else None,
        "may_see_people": policies.can_see_people(request.actor),
        "upload_note": UPLOAD_NOTE,
        "grades": GRADES,
    }
    return render(request, "accounts/handover.html", context)


def sign(request: Request, handover_id: int) -> HttpResponse:
    """Take the scan of the signed sheet."""
    row = visible_handover(request.actor, handover_id)
    file = request.FILES.get("scan")
    if file is None:
        raise InvalidState(_("Choose the scan of the signed sheet."))
    actions.attach_signed(
        request.actor, row, file.read(), file.name or "", version=version_read(request)
    )
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:handover", handover_id)


def scan(request: Request, handover_id: int) -> HttpResponseBase:
    """Send the signed sheet to whoever sees the handover."""
    row = visible_handover(request.actor, handover_id)
    if row.signed is None:
        raise NotFound(_("There is no signed sheet yet."))
    return evidence_response(row.signed)


def mine(request: Request) -> HttpResponse:
    """Show what the actor holds, deputies' posts among it, and what each post owes."""
    today = timezone.localdate()
    context = {
        "posts": own_posts(request.actor, today),
        "past": visible_handovers(request.actor).filter(leaver_id=request.actor.person_id)
        | visible_handovers(request.actor).filter(successor_id=request.actor.person_id),
        "roles": ROLES,
        "grades": GRADES,
        "today": today,
    }
    return render(request, "accounts/mine.html", context)
