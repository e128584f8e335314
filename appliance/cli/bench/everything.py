"""`tingxia bench all`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli import measured_view
from appliance.cli.bench import accuracy
from appliance.cli.bench.group import app, settings_of
from appliance.cli.bench.steps import say
from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part

_SHORT_MINUTES = 5.0
_QUIET_MINUTES = 20.0
_LONG_HOURS = 0.25


@app.command("all")
def all_(
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
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Measure everything, each thing shortly; about a quarter of an hour on two quiet cores.

    Example: tingxia bench all --recordings clips --lexicon docs/how-to/factory-terms.txt
    --save run.json
    """
    before = measured_view.loaded(against)
    settings = [settings_of(config, data_dir, name) for name in model or [""]]
    parts = asyncio.run(_measure(settings, recordings or [], lexicon or []))
    raise measured_view.conclude(*parts, save=save, against=before, as_json=as_json)


async def _measure(
    settings: "list[Settings]", recordings: list[Path], packs: list[Path]
) -> "list[Part]":
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches import memory, silence, start

    first, *others = settings
    parts = []
    if recordings:
        parts += await accuracy.measured(first, recordings, packs, minutes=10)
    parts += [part async for part in _of_model(first)]
    for other in others:
        name = other.inference.model
        async for part in _of_model(other):
            titled = f"{part.title} ({name})"
            parts.append(replace(part, name=f"{part.name}@{name}", title=titled))
    say(f"{_QUIET_MINUTES:g} minutes each of silence, machine noise and tones")
    parts.append(await silence.measure(first, child_command=child_command, minutes=_QUIET_MINUTES))
    say(f"a recording of {_LONG_HOURS:g} h")
    parts.append(await memory.measure_long(first, child_command=child_command, hours=_LONG_HOURS))
    say("start-up of whole boxes")
    parts.append(await start.measure(repeat=2))
    return parts


async def _of_model(settings: "Settings") -> "AsyncIterator[Part]":
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches import latency, load, speed, tax

    name = settings.inference.model or "the model in use"
    say(f"{name}: load time and memory")
    yield await load.measure(settings, child_command=child_command, repeat=2)
    say(f"{name}: speed")
    yield await speed.measure(settings, repeat=3)
    say(f"{name}: live captions, two minutes")
    yield await latency.measure(settings, child_command=child_command, repeat=1)
    say(f"{name}: {_SHORT_MINUTES:g} minutes through the service and through the bare engine")
    yield await tax.measure(settings, child_command=child_command, minutes=_SHORT_MINUTES)
