"""What the README tells a newcomer to type does what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tree import ROOT

from guatu.core.actors import Role
from guatu.core.official.paper import paper_of
from guatu.interchange.official.writing import write_official

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
GUATU = ".venv/bin/guatu"
ENDLESS = "serve"
PLAN = "某县攻坚行动方案\n一、主要任务\n1．完成河道清淤20公里。（牵头单位：县水利局）\n"
POSTS = """
import json
from guatu.accounts.models import Post
rows = Post.objects.values_list("role", "unit__name", "unit__parent__name", "scope__name")
print(json.dumps(list(rows)))
"""


def commands(readme: str) -> list[list[str]]:
    """Return what is typed after the shell's prompt, without what never ends."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    typed = [shlex.split(line) for line in lines if GUATU in line]
    return [words for words in typed if ENDLESS not in words]


def run(words: list[str], folder: Path) -> str:
    """Run one command as in a fresh shell, in a folder of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GUATU_", "DJANGO_"))}
    program = str(Path(sys.executable).parent / "guatu")
    done = subprocess.run(  # noqa: S603 the commands of the README
        [program if word == GUATU else word for word in words],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    """Those of the Chinese one are the same, as the next test says."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    paper = paper_of("现将进展通报如下。", head="某县督查室文件", title="关于进展情况的通报")
    (tmp_path / "bulletin.docx").write_bytes(write_official(paper))
    typed = commands("README.md")
    printed = [run(words, tmp_path) for words in typed]

    data = next(words[words.index("--data") + 1] for words in typed if "--data" in words)
    posts = json.loads(
        run([GUATU, "--data", data, "manage", "shell", "-v0", "-c", POSTS], tmp_path)
    )

    assert sorted(posts) == [
        [Role.CAMPAIGN_OFFICE, "某县督查室", "某县", "某县"],
        [Role.SECURITY_ADMINISTRATOR, "某县", None, "某县"],
        [Role.SYSTEM_ADMINISTRATOR, "某县", None, "某县"],
        [Role.UNIT_ADMINISTRATOR, "某县督查室", "某县", "某县"],
    ]
    said = {" ".join(words[1:3]): text for words, text in zip(typed, printed, strict=True)}
    assert json.loads(said["plan read"])["tasks"]
    assert "bulletin.docx" in said["bulletin check"]


def test_both_readmes_say_the_same_commands() -> None:
    english, chinese = commands("README.md"), commands("README.zh-CN.md")

    assert english == chinese
    assert len(english) == 7  # init, four accounts, plan read, bulletin check
