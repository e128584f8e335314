"""`tingxia bench all`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench import single
from appliance.cli.bench.accuracy import accuracy
from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part

_UNRELATED_MINUTES = 10.0
_TAX_MINUTES = 4.0
_QUIET_MINUTES = 10.0
_LONG_HOURS = 0.15
_TERMS = 100_000


@measuring("all")
async def everything(
    settings: "Settings",
    *,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="An installed model; may be given again: the first one is measured in every way, "
            "the others in load time, speed, latency and tax."
        ),
    ] = None,
    recordings: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="Audio with known text; may be given again."),
    ] = None,
    lexicon: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A pack of hot words for --recordings."),
    ] = None,
) -> "AsyncIterator[Part]":
    """Measure everything, each thing shortly; about a quarter of an hour on two quiet cores.

    Each thing is shown, and saved, when it is done.

    Example: tingxia bench all --recordings clips --lexicon docs/how-to/factory-terms.txt
    --save run.json
    """
    from appliance.diagnostics.resident import naming_model

    first, *others = [naming_model(settings, name) for name in model or [""]]
    if recordings:
        async for part in accuracy(
            first, folders=recordings, lexicon=lexicon, minutes=_UNRELATED_MINUTES
        ):
            yield part
    async for part in _of_model(first):
        yield part
    for other in others:
        name = other.inference.model
        say(f"now {name}")
        async for part in _of_model(other):
            yield replace(part, name=f"{part.name}@{name}", title=f"{part.title} ({name})")
    async for part in single.silence(first, minutes=_QUIET_MINUTES):
        yield part
    async for part in single.long(first, hours=_LONG_HOURS):
        yield part
    async for part in single.lexicon(first, terms=_TERMS):
        yield part
    async for part in single.start(first, repeat=2):
        yield part


async def _of_model(settings: "Settings") -> "AsyncIterator[Part]":
    async for part in single.load(settings, repeat=2):
        yield part
    async for part in single.speed(settings, repeat=3):
        yield part
    async for part in single.latency(settings, repeat=1):
        yield part
    async for part in single.tax(settings, minutes=_TAX_MINUTES):
        yield part
