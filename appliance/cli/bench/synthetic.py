"""`tingxia bench synthetic`."""

from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.bench.group import app
from appliance.errors import UsageError


@app.command()
def synthetic(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that is not there yet.")
    ],
) -> None:
    """Build a SenseVoice of full size with random weights, to measure speed and memory with.

    It costs what the real one costs, and what it says is nonsense. Needs the extra `funasr`, some
    minutes, 6 GB of memory and 1.2 GB of disk. Afterwards:

    tingxia models import FOLDER --no-use; tingxia bench all --model sense-voice-full-size

    Example: tingxia bench synthetic full-size
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(
            "{folder} is there already.", hint="Name a new or an empty folder.", folder=target
        )
    try:
        from appliance.diagnostics.synthetic_models import NAME, build_full_size_sense_voice
    except ImportError as error:
        raise UsageError(
            "The model cannot be built: {reason}.",
            hint='Install the extra: pip install "tingxia[funasr]"',
            reason=error,
        ) from error
    build_full_size_sense_voice(target)
    typer.echo(f"Built {NAME} in {target}.")
    typer.echo(f"→ tingxia models import {target} --no-use")
