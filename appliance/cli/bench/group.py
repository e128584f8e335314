"""What the commands of `tingxia bench` share."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from appliance.cli import measured_view
from appliance.cli.options import settings_from
from appliance.config import Settings

if TYPE_CHECKING:
    from appliance.diagnostics.measured import MeasuredRun, Part

app = typer.Typer(help="Measure speed, memory and accuracy on this machine.", no_args_is_help=True)

Model = Annotated[str, typer.Option(help="An installed model; else the one in use.")]


def settings_of(config: Path | None, data_dir: Path | None, model: str = "") -> Settings:
    """Resolve the settings, with the model to measure. Raises ConfigurationError."""
    return settings_from(config, data_dir, model=("inference.model", model or None))


def run(
    measuring: "Coroutine[Any, Any, Part]",
    *,
    save: Path | None,
    against: "MeasuredRun | None",
    as_json: bool,
) -> typer.Exit:
    """Measure, print, save and compare; return how to leave the command."""
    part = asyncio.run(measuring)
    return measured_view.conclude(part, save=save, against=against, as_json=as_json)
