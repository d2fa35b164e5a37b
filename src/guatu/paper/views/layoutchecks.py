"""Any Word file against GB/T 9704: dropped, measured, nothing kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.core.burden.lengths import Paper
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.official.checking import check
from guatu.dispatch.uploads import payload_of
from guatu.interchange.official.reading import measure
from guatu.paper.deviationwords import deviations_of
from guatu.paper.views.common import chosen, frame_of
from guatu.shell.routes import Request

HERE = "paper:index"
REFUSED = 422


class CheckForm(forms.Form):
    """The file, and by which limit its length is measured."""

    file = forms.FileField(label=_("Word file (.docx)"), help_text=UPLOAD_NOTE)
    paper = forms.ChoiceField(
        label=_("Limit of length"),
        required=False,
        choices=[
            ("", _("by its title")),
            (Paper.GENERAL.value, _("5,000 characters")),
            (Paper.SPECIAL.value, _("4,000 characters, about one matter")),
        ],
    )


UNREADABLE = _("This is no Word file of today (.docx), or it is broken or locked.")
REFUSALS = {
    UnreadableReason.PASSWORD: _(
        "It is locked with a password: take that off, save it, and give that."
    ),
    UnreadableReason.OLD_FORMAT: _(
        "It is an old document (.doc, .wps, .rtf): save it as .docx, and give that."
    ),
    UnreadableReason.EMPTY: _("The file holds nothing."),
}


def layout(request: Request) -> HttpResponse:
    """Check a Word file and list where it deviates."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = frame_of(request, chosen(request), HERE) | {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sort = form.cleaned_data["paper"]
        try:
            measured = measure(payload_of(file), name=file.name)
        except UnreadableFile as error:
            form.add_error("file", str(REFUSALS.get(error.reason, UNREADABLE)))
        else:
            report = check(measured, sort=Paper(sort) if sort else None)
            context |= {**deviations_of(report), "name": file.name}
    status = REFUSED if form.errors else 200
    return render(request, "paper/layout.html", context, status=status)
