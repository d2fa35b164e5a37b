"""The rules on burdens in words: what is forbidden, where that stands, what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.burden.lengths import Paper, length_of
from guatu.core.burden.rules import Rule, breach_of
from guatu.shell.errors import RuleForbids

LETTER = gettext_lazy("General Office of the State Council, letter 2026 no. 12")
PROVISIONS = gettext_lazy("Provisions on relieving the grass roots, August 2024")
OWN = gettext_lazy("A principle of this system")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """A rule for people."""

    name: Promise
    sentence: Promise
    source: Promise
    instead: Promise


RULES: Mapping[Rule, RuleWords] = {
    Rule.SIGN_IN: RuleWords(
        name=gettext_lazy("Signing in by the clock"),
        sentence=gettext_lazy("Nobody is made to sign in or to clock on, except for security and emergencies."),
        source=LETTER,
        instead=gettext_lazy("What was done stands in the report of the work."),
    ),
    Rule.POINTS: RuleWords(
        name=gettext_lazy("Points for cadres"),
        sentence=gettext_lazy("Nobody gets points for using a system, and nobody is ranked by points."),
        source=LETTER,
        instead=gettext_lazy("Units are followed against their own plan."),
    ),
    Rule.ONLINE_TIME: RuleWords(
        name=gettext_lazy("Time online"),
        sentence=gettext_lazy("How long somebody is signed in is neither counted nor shown."),
        source=LETTER,
        instead=gettext_lazy("Minutes are estimated from what is asked, at a published rate."),
    ),
    Rule.USAGE: RuleWords(
        name=gettext_lazy("Bulletins of usage"),
        sentence=gettext_lazy("Rates of downloads, sign-ins or use are not reported, and nobody is forced to sign in."),
        source=LETTER,
        instead=gettext_lazy("Whoever does not sign in reports on paper; the office records it."),
    ),
    Rule.LIKES: RuleWords(
        name=gettext_lazy("Likes and reposts"),
        sentence=gettext_lazy("Likes, reposts, reads and votes are no basis of anything."),
        source=LETTER,
        instead=gettext_lazy("The result of the work is what counts."),
    ),
    Rule.TRACES: RuleWords(
        name=gettext_lazy("Forced photographs, video, tracks"),
        sentence=gettext_lazy("A photograph may be added, never demanded; where people went is not recorded."),
        source=LETTER,
        instead=gettext_lazy("Ask for the paper that exists anyway: a record of acceptance, a permit."),
    ),
    Rule.MAIN_CARRIER: RuleWords(
        name=gettext_lazy("The system as the measure of an appraisal"),
        sentence=gettext_lazy("Whether and how often the system was used is no part of an appraisal."),
        source=LETTER,
        instead=gettext_lazy("Appraisals take results that were checked."),
    ),
    Rule.PERSON_RANKING: RuleWords(
        name=gettext_lazy("Ranking of persons"),
        sentence=gettext_lazy("Persons are never ranked, and no list sorts them by results."),
        source=OWN,
        instead=gettext_lazy("Posts stand in official order."),
    ),
    Rule.UNIT_RANKING: RuleWords(
        name=gettext_lazy("Ranking of units"),
        sentence=gettext_lazy("Units are not ranked unless the legal basis is stated, with its document and its end."),
        source=PROVISIONS,
        instead=gettext_lazy("Units stand in groups by lamp, in official order within them."),
    ),
    Rule.ASKED_TWICE: RuleWords(
        name=gettext_lazy("Asking twice"),
        sentence=gettext_lazy("What is held, or asked elsewhere already, is not asked again."),
        source=PROVISIONS,
        instead=gettext_lazy("Take it from where it stands."),
    ),
    Rule.FREQUENT: RuleWords(
        name=gettext_lazy("Daily forms from the grass roots"),
        sentence=gettext_lazy("Towns and villages are not asked for a form every day, but for emergencies."),
        source=PROVISIONS,
        instead=gettext_lazy("Ask each week; what is urgent goes by a directive."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWords:
    """A rule that sets a measure instead of forbidding something: what it says, how it is kept."""

    name: Promise
    sentence: Promise
    source: Promise
    kept: Promise


LIMITS: tuple[LimitWords, ...] = (
    LimitWords(
        name=gettext_lazy("Length of documents"),
        sentence=gettext_lazy("A document has up to 5,000 characters, one about a single matter up to 4,000."),
        source=PROVISIONS,
        kept=gettext_lazy(
            "Directives and the steps above them take no more; plans handed out and minutes say "
            "their count and by how much they exceed it; characters have a budget by month."
        ),
    ),
    LimitWords(
        name=gettext_lazy("Comprehensive meetings"),
        sentence=gettext_lazy("A comprehensive meeting is held once a year at most."),
        source=PROVISIONS,
        kept=gettext_lazy("A second one of the year is named on the page of the meeting, with the first."),
    ),
    LimitWords(
        name=gettext_lazy("Comprehensive inspections"),
        sentence=gettext_lazy("A department inspects comprehensively once a year at most, by plan."),
        source=PROVISIONS,
        kept=gettext_lazy("A second one is refused while the year is planned."),
    ),
    LimitWords(
        name=gettext_lazy("Numbers only fall"),
        sentence=gettext_lazy("Documents and meetings become fewer from year to year, never more."),
        source=PROVISIONS,
        kept=gettext_lazy("The burden page sets this year beside the same months of the year before."),
    ),
)  # fmt: skip


def length_note(text: str, paper: Paper) -> str:
    """Return what to say of a document that is longer than its sort may be, "" if it is not."""
    found = length_of(text, paper)
    if not found.over:
        return ""
    return _(
        "%(count)d characters: %(over)d more than the %(most)d that a document of this sort may "
        "have (%(source)s). Shorten it, or hand the rest on as an annex."
    ) % {
        "count": found.characters,
        "over": found.over,
        "most": found.most,
        "source": PROVISIONS,
    }


def forbid(rule: Rule, about: str) -> RuleForbids:
    """Return the refusal of a rule, with what it was about; the caller raises it."""
    words = RULES[rule]
    message = _("“%(about)s” is off: %(sentence)s (%(source)s) %(instead)s") % {
        "about": about,
        "sentence": words.sentence,
        "source": words.source,
        "instead": words.instead,
    }
    return RuleForbids(message, rule=rule.value, about=about)


def check_name(name: str, *, is_required: bool = False) -> None:
    """Refuse the name of something designed that a rule keeps out.

    Raises
    ------
    RuleForbids
        With the rule, its source, and what to do instead.
    """
    if (breach := breach_of(name, is_required=is_required)) is not None:
        raise forbid(breach.rule, name)
