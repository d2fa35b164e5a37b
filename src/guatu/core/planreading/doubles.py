"""One thing twice: a heading that names a project is read as a task and as a project."""

import re
from collections.abc import Sequence
from dataclasses import replace

from guatu.core.planreading.model import DraftProject, DraftTask

_MOST_OF_IT = 0.6
_OF_ACT = re.compile(
    "^(?:加快|推进|推动|实施|建设|开工|启动|完成|抓好|做好|确保|全力|持续|组织|新建|改造|续建|建成)+|(?:建设|工作|实施|进度|项目|工程|推进)+$"
)
ALSO_PROJECT, ALSO_TASK = "also-project", "also-task"


def with_doubles(
    tasks: Sequence[DraftTask], projects: Sequence[DraftProject]
) -> tuple[tuple[DraftTask, ...], tuple[DraftProject, ...]]:
    """Mark tasks and projects that the same words name, so that one entry may be proposed.

    Parameters
    ----------
    tasks : sequence of DraftTask
        In the order of the text.
    projects : sequence of DraftProject
        In the order of the text.

    Returns
    -------
    tuple of (tuple of DraftTask, tuple of DraftProject)
        The same items; the doubles carry `also-project` and `also-task` among their reasons.
    """
    pairs = [
        (at, index)
        for at, task in enumerate(tasks)
        for index, project in _within(task, projects)
        if _names(task.title, project.name)
    ]
    doubled_tasks, doubled_projects = {at for at, _ in pairs}, {index for _, index in pairs}
    return (
        tuple(_marked_task(task) if at in doubled_tasks else task for at, task in enumerate(tasks)),
        tuple(
            _marked_project(one) if at in doubled_projects else one
            for at, one in enumerate(projects)
        ),
    )


def _within(task: DraftTask, projects: Sequence[DraftProject]) -> list[tuple[int, DraftProject]]:
    """Projects whose words stand in the task, its body included."""
    first, last = task.start, max(task.end, task.body_end)
    return [
        (index, project) for index, project in enumerate(projects) if first <= project.start < last
    ]


def _names(title: str, name: str) -> bool:
    """Whether a heading says little beside the name of the project."""
    bare_title, bare_name = _OF_ACT.sub("", title), _OF_ACT.sub("", name)
    if not bare_name or bare_name not in bare_title:
        return bool(bare_title) and bare_title == bare_name
    return len(bare_name) >= _MOST_OF_IT * len(bare_title)


def _marked_task(task: DraftTask) -> DraftTask:
    reasons = (*task.reasons, ALSO_PROJECT)
    return replace(task, evidence=replace(task.evidence, reasons=reasons))


def _marked_project(project: DraftProject) -> DraftProject:
    reasons = (*project.reasons, ALSO_TASK)
    return replace(project, evidence=replace(project.evidence, reasons=reasons))
