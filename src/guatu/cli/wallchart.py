"""`guatu wallchart`: the charts of a campaign on paper for the wall."""

from __future__ import annotations

from pathlib import Path

import click

from guatu.cli.audit import open_installation

PAPERS = ("A0", "A1", "A3")


@click.command()
@click.argument("campaign")
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file: .pdf.",
)
@click.option("--paper", type=click.Choice(PAPERS, case_sensitive=False), default="A0")
@click.option(
    "--by",
    type=click.Choice(["heading", "unit", "kind", "solver"]),
    default="heading",
    help="What stands together; by who clears it, with --chart support.",
)
@click.option("--chart", type=click.Choice(["progress", "support"]), default="progress")
@click.option(
    "--rows",
    type=click.Choice(["full", "short"]),
    help="Whole texts, or a line each; else what fits.",
)
@click.option("--round", "one", default="", help="A frozen round (its short name) instead of now.")
@click.option("--live", is_flag=True, help="Print a code that opens the live page (GUATU_ADDRESS).")
@click.option("--english", is_flag=True, help="In English; else in Chinese.")
@click.pass_obj
def wallchart(  # noqa: PLR0913 one option each
    folder: Path, campaign: str, *, output: Path, paper: str, by: str, chart: str, rows: str | None,
    one: str, live: bool, english: bool,
) -> None:  # fmt: skip
    """Write the chart of CAMPAIGN (its short name) as PDF of the paper's exact size."""
    open_installation(folder)
    from django.utils import translation  # noqa: PLC0415 after the set-up

    from guatu.overview.chartfiles import wall_chart  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    query = {"paper": paper.upper(), "group": by, "chart": chart, "rows": rows or "", "round": one}
    if live:
        query["code"] = "1"
    with translation.override("en" if english else "zh-hans"):
        try:
            made = wall_chart(campaign, query)
        except ShellError as error:
            raise click.ClickException(error.message) from error
    try:
        output.write_bytes(made.payload)
    except OSError as error:
        raise click.ClickException(f"the file cannot be written: {error}") from error
    click.echo(f"{made.count} lines on {made.sheets} sheets of {paper}, {made.size:g} pt: {output}")
