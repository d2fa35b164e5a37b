"""`guatu demo`: a fictional district with its plans and a year of marked simulated data."""

from __future__ import annotations

import os
import unicodedata
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guatu.cli.installation import prepare
from guatu.cli.serving import run_server
from guatu.cli.worker import beside

if TYPE_CHECKING:
    from guatu.demo.laying import Laying


class Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is no day; write it as 2026-11-22", param, ctx)


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Load the demo and stop.")
@click.option("--reset", is_flag=True, help="Throw the demo's data away and load it anew.")
@click.option("--today", type=Day(), help="Lay the year around this day.  [default: today]")
@click.pass_obj
def demo(folder: Path, *, port: int, no_serve: bool, reset: bool, today: date | None) -> None:
    """Serve a fictional district with its plans and a year of marked simulated data.

    The data is loaded if it is not there yet, and laid anew around today if it was laid around
    another day and nobody has worked in it since.
    """
    os.environ.setdefault("GUATU_PLAIN_HTTP", "1")  # it answers on this machine alone
    prepare(folder)
    laid = load(folder, today=today, is_forced=reset)
    click.echo(welcome(laid, port=None if no_serve else port))
    if not no_serve:
        with beside(folder, wanted=True):
            run_server(folder, host="127.0.0.1", port=port, workers=1, threads=4)


def load(folder: Path, *, today: date | None, is_forced: bool) -> Laying:
    """Bring the demo into the installation, unless it is there for this day already."""
    from django.utils import timezone  # noqa: PLC0415 after Django's set-up

    from guatu.demo.installed import empty_demo, standing  # noqa: PLC0415
    from guatu.demo.laying import lay  # noqa: PLC0415
    from guatu.demo.loading import load_demo  # noqa: PLC0415

    day = today or timezone.localdate()
    found = standing()
    if not found.is_empty and not found.is_demo:
        raise click.ClickException(
            f"{folder} holds data of its own. Choose another folder: guatu --data FOLDER demo"
        )
    if found.laid_for is not None and not is_forced:
        if found.laid_for == day:
            return lay(day)
        if found.is_touched:
            click.echo(stale(found.laid_for))
            return lay(found.laid_for)
    if found.is_demo:
        click.echo("清空旧的演示数据… / emptying the old demo")
        empty_demo()
        prepare(folder)
    return load_demo(day, say=click.echo)


def stale(laid_for: date) -> str:
    return (
        f"演示数据按 {laid_for} 布置，之后有人操作过，故予保留；要按今天重新布置：guatu demo --reset\n"
        f"The demo was laid for {laid_for} and worked in since, so it is kept. "
        "To lay it anew for today: guatu demo --reset"
    )


def welcome(laid: Laying, *, port: int | None) -> str:
    """Return what the console says: the address, the day, the accounts with their passwords."""
    from guatu.demo.loading import SEED  # noqa: PLC0415 after Django's set-up
    from guatu.demo.logins import LOGINS, password_of  # noqa: PLC0415

    moved = ""
    if laid.months:
        moved = f"；方案日期整体移动 {laid.months} 个月 / the plan's dates moved by {laid.months} months"
    lines = [
        "",
        "临澜区（虚构）演示，全部为模拟数据 / A fictional district; all of its data is simulated",
        f"按 {laid.today} 布置 / laid for {laid.today}{moved}",
        "",
        f"  {fit('账号 / user', 16)}{fit('密码 / password', 28)}{'角色 / role'}",
    ]
    lines += [
        f"  {fit(one.username, 16)}{fit(password_of(one.username, SEED), 28)}{one.zh} / {one.en}"
        for one in LOGINS
    ]
    if port is not None:
        address = f"http://127.0.0.1:{port}/"
        lines += ["", f"  打开 / open  {address}", "  按 Ctrl+C 停止 / stops with Ctrl+C", ""]
    return "\n".join(lines)


def fit(text: str, width: int) -> str:
    """Pad `text` to `width` columns of a console, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(width - taken, 1)
