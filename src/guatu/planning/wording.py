"""The words for codes: kinds, reasons of the reading, problems, issues, unused numbers."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guatu.campaigns.models import Target

PROBLEMS = {
    "no-title": _("The task has no title."),
    "no-name": _("The name is missing."),
    "no-indicator": _("It does not say what is measured."),
    "no-value": _("The number is missing."),
    "no-op": _("It does not say how the number binds."),
    "no-day": _("The day is no date."),
    "range": _("The upper end is below the lower end."),
    "fen": _("The amount is no whole number of fen."),
    "digits": _("The number has too many digits."),
    "no-dates": _("Both days of the phase are needed."),
    "dates-order": _("The phase ends before it starts."),
    "no-every": _("The interval is missing."),
    "too-long": _("A text is too long."),
    "no-origin": _("It does not say where it comes from."),
}
KINDS = {
    "task": _("Tasks"),
    "target": _("Targets"),
    "project": _("Projects"),
    "phase": _("Phases"),
    "cadence": _("Rhythm"),
    "fact": _("Facts"),
}
KIND = {
    "task": _("Task"),
    "target": _("Target"),
    "project": _("Project"),
    "phase": _("Phase"),
    "cadence": _("Rhythm (one)"),
    "fact": _("Fact"),
}
EVERY = {
    "day": _("every day"),
    "week": _("every week"),
    "month": _("every month"),
    "quarter": _("every quarter"),
    "half-year": _("every half-year"),
    "year": _("every year"),
}
OPS = {
    ">=": _("at least"),
    "<=": _("at most"),
    "~": _("about"),
    "=": _("exactly"),
}
REASONS = {
    "basis": _("names what is there already"),
    "end-verb": _("a verb of completing follows"),
    "pushed": _("only pushed on"),
    "push-verb": _("a verb of pushing on"),
    "promise-verb": _("a verb that promises"),
    "base-of-target": _("the base of another figure"),
    "counted-noun": _("counts something, without a verb"),
    "modal": _("a word of resolve (力争, 确保)"),
    "past": _("speaks of the past"),
    "past-year": _("an earlier year"),
    "plan-year": _("the plan's year"),
    "plan-period": _("within the plan's time"),
    "growth": _("a growth rate"),
    "bound": _("a bound (以上, 以内)"),
    "rate": _("a rate"),
    "targets-section": _("stands in the section of targets"),
    "review-section": _("stands in the review"),
    "attitude-section": _("stands among the appeals"),
    "list": _("goes with the list before it"),
    "unit-list": _("has its list of units"),
    "table-row": _("a row of a table"),
    "table-past": _("a value of the past in a table"),
    "cell-above": _("goes on from the cell above"),
    "owner-of-figure": _("the unit beside a figure"),
    "stacked-table": _("a table with a line for each cell"),
    "date-range": _("two days are given"),
    "date": _("one day is given"),
    "interval": _("an interval and an act"),
    "attribute": _("a count that describes something"),
    "base-of-change": _("the value that a change starts from"),
    "change-to": _("the value that a change leads to"),
    "to-end": _("an end to be reached"),
    "served": _("counts who is served"),
    "measure-of-thing": _("the measure of one thing"),
    "stands": _("what stands so now"),
    "only": _("only or already so many"),
    "guarantee-section": _("stands among the safeguards"),
    "told-as-past": _("told as done already"),
    "named": _("bears a name of its own"),
    "built": _("a verb of building"),
    "endowed": _("investment or land is given"),
    "listed": _("in a list"),
    "listed-as-projects": _("in a list of projects"),
    "table-value": _("a cell of a table of targets"),
    "also-project": _("also read as a project: one entry may do"),
    "also-task": _("also read as a task: one entry may do"),
}
MATCHES = {
    "exact": _("same name"),
    "alias": _("known by this name"),
    "similar": _("similar name: please say"),
    "group": _("a group: please say which units"),
    "none": _("unknown: please say"),
}
UNIT_KINDS = {
    "government": _("Government"),
    "department": _("Department"),
    "township": _("Township or subdistrict"),
    "village": _("Village or community"),
    "firm": _("Firm"),
    "task_force": _("Task force"),
}
UNUSED = {
    "date": _("a date"),
    "duration": _("a length of time"),
    "ordinal": _("an ordinal"),
    "numbering": _("a numbering"),
    "name": _("part of a name"),
    "code": _("a code"),
    "word": _("part of a word"),
    "parts": _("a part of another figure"),
    "threshold": _("a threshold"),
    "interval": _("an interval"),
    "furniture": _("belongs to the page, not the plan"),
    "no-indicator": _("it does not say what it counts"),
    "decomposed": _("a table's part or sum of another figure"),
    "no-plan": _("the text is no plan"),
}
ISSUES = {
    "no-plan": _("The text holds no numbered task, target or phase: it may be no plan."),
    "no-year": _("No date or year was found: deadlines stay open."),
    "no-duties": _("No task names the units that owe it."),
    "unit-in-both-roles": _("A unit is named both to lead and to support; it stays in both."),
    "phase-without-dates": _("The days of a phase could not be settled."),
    "task-number-missing": _("A number is missing in the count of tasks."),
    "no-tasks": _("No tasks found."),
    "no-targets": _("No targets found."),
}
NUMBERED = _("a numbered item")
ORIGINS = {
    "own": _("set by this level"),
    "assigned": _("given from above"),
    "pledged": _("pledged by the unit itself"),
}
ACTS = {
    "accept": _("accepted"),
    "reject": _("rejected"),
    "reopen": _("put back"),
    "edit": _("edited"),
    "turn": _("turned into another kind"),
    "add": _("added"),
    "keep": _("kept one of two"),
    "accept-all": _("accepted in bulk"),
    "unit": _("unit name settled"),
    "units-all": _("unit names settled in bulk"),
    "split": _("unit name split"),
    "undo": _("undone"),
}
WARNINGS = {
    "no-unit": _("Tasks that name no unit: they fall to the campaign's own unit"),
    "no-lead": _("Tasks without a lead: the first responsible unit leads"),
    "both-roles": _("Tasks in which a unit both leads and supports"),
    "no-owner": _("Targets outside every task: the campaign's own unit owes them"),
    "double": _("Items that say the same as another one"),
    "no-deadline": _("Tasks without a day: they are due at the end of the campaign"),
    "left-out": _("Unit names left out: nobody owes what they are named for"),
}
NOTES = {
    "changes-accepted": _("Tracked changes were read as accepted"),
    "comments-left-out": _("Comments were left out"),
    "headers-left-out": _("Headers, footers, page numbers and watermarks were left out"),
    "footnotes-left-out": _("Footnotes were left out"),
    "pictures-left-out": _("Pictures were left out"),
    "pages-without-text": _("Pages without text, scans perhaps, could not be read"),
    "furniture-left-out": _("Menus and lists around the text were left out"),
    "hidden-left-out": _("Hidden text was left out"),
    "macros-ignored": _("Macros were ignored"),
    "numbering-rebuilt": _("Automatic numbers were written out"),
}


def problem(code: str) -> str:
    return str(PROBLEMS.get(code, code))


def reason(code: str) -> str:
    """Return a reason of the reading in words; an unknown code stays as it is."""
    origin, colon, words = code.partition(":")
    if colon and origin in ORIGINS:
        return gettext("%(origin)s: “%(words)s”") % {"origin": ORIGINS[origin], "words": words}
    return str(NUMBERED if code.startswith("numbered-") else REASONS.get(code, code))


def issue(code: str) -> str:
    return str(ISSUES.get(code, code))


def note(code: str, count: int, place: str) -> str:
    """Return what reading did to the file, how often, and where first."""
    text = str(NOTES.get(code, code))
    if count > 1:
        text += f" ×{count}"
    return f"{text} ({place})" if place else text


TARGET_ROLL_UPS = {
    Target.RollUp.SUM.value: _("sum of the parts"),
    Target.RollUp.WEIGHTED.value: _("weighted mean of the parts"),
    Target.RollUp.WORST.value: _("the worst part"),
    Target.RollUp.BEST.value: _("the best part"),
    Target.RollUp.NONE.value: _("reported for itself"),
}
