"""What a person should know of a document before trusting its draft."""

import re

from guatu.core.planreading.model import DraftPlan, Issue, IssueCode, Severity

_FEWEST = 20
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile("[A-Za-z\u0400-\u04ff]")


def issues_of(draft: DraftPlan) -> list[Issue]:
    """List what is odd about the document, the gravest first."""
    text = draft.text
    whole = len(text)
    chinese, letters = len(_CHINESE.findall(text)), len(_LETTER.findall(text))
    if not text.strip():
        return [_issue(IssueCode.EMPTY, Severity.ERROR, "The document is empty.", 0, whole)]
    if chinese < _FEWEST or chinese * 4 < letters:
        return [
            _issue(
                IssueCode.NOT_CHINESE, Severity.ERROR, "No Chinese plan text was found.", 0, whole
            )
        ]
    listed = any("table-row" in project.reasons for project in draft.projects)
    if not (draft.targets or draft.tasks or draft.phases or listed):
        return [
            _issue(
                IssueCode.NO_PLAN, Severity.WARNING,
                "No tasks, no targets found: the text may be no plan.", 0, whole,
            )
        ]  # fmt: skip
    return [*_of_plan(draft), *_of_tasks(draft)]


def _issue(code: IssueCode, severity: Severity, message: str, start: int, end: int) -> Issue:
    return Issue(code=code, severity=severity, message=message, start=start, end=end)


def _of_plan(draft: DraftPlan) -> list[Issue]:
    issues = [
        _issue(code, Severity.NOTE, message, 0, 0)
        for found, code, message in (
            (draft.tasks, IssueCode.NO_TASKS, "No tasks found: the plan numbers no work."),
            (draft.targets, IssueCode.NO_TARGETS, "No targets found: no figure is owed."),
        )
        if not found
    ]
    if draft.issued_on is None and not any(target.deadline for target in draft.targets):
        issues.append(
            _issue(
                IssueCode.NO_YEAR,
                Severity.WARNING,
                "No date or year was found: deadlines stay open.",
                0,
                0,
            )
        )
    if draft.tasks and not any(task.lead or task.support for task in draft.tasks):
        issues.append(
            _issue(IssueCode.NO_DUTIES, Severity.NOTE, "No task names the units that owe it.", 0, 0)
        )
    issues += [
        _issue(
            IssueCode.PHASE_WITHOUT_DATES,
            Severity.WARNING,
            "The days of this phase could not be settled.",
            phase.start,
            phase.end,
        )
        for phase in draft.phases
        if phase.first is None or phase.last is None
    ]
    return issues


def _of_tasks(draft: DraftPlan) -> list[Issue]:
    return [
        _issue(
            IssueCode.UNIT_IN_BOTH_ROLES,
            Severity.WARNING,
            f"Named both to lead and to support: {'、'.join(both)}.",
            task.start,
            task.end,
        )
        for task in draft.tasks
        if (both := [unit for unit in task.lead if unit in task.support])
    ]
