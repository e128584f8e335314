"""`tingxia bench report`."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.bench.group import app


@app.command()
def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What --save wrote.")],
) -> None:
    """Write a saved run as a page in Markdown: the machine, ratios, targets, all figures.

    Example: tingxia bench report run.json > docs/reference/benchmarks.md
    """
    from appliance.diagnostics.benchmark_page import page
    from appliance.diagnostics.measured import MeasuredRun

    typer.echo(page(MeasuredRun.load(file)), nl=False)
