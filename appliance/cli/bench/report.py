"""`tingxia bench report`."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.bench.group import app


@app.command()
def report(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What --save wrote.")],
) -> None:
    """Write saved runs of one machine as a page in Markdown: the machine, ratios, all figures.

    A part that several runs hold is taken from the last of them.

    Example: tingxia bench report run.json long.json > docs/reference/benchmarks.md
    """
    from appliance.diagnostics.benchmark_page import page
    from appliance.diagnostics.measured import MeasuredRun, joined

    typer.echo(page(joined([MeasuredRun.load(file) for file in files])), nl=False)
