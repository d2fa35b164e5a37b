"""The sorts of notices that meetings tell."""

from django.utils.translation import gettext_lazy as _

from guatu.notices.sorts import Sort

SORTS = (
    Sort(code="meetings.invite", label=_("Invitations to meetings"), is_urgent=True),
    Sort(code="meetings.budget", label=_("Number of meetings")),
    Sort(code="meetings.package", label=_("Papers of a round")),
)
