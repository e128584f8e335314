"""The commands of `tingxia bench` that measure one thing of one model, and of the whole box."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.bench.group import measuring, say

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.measured import Part


@measuring("load")
async def load(
    settings: "Settings",
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How many processes are started.")] = 3,
) -> "AsyncIterator[Part]":
    """Time how long the model takes to load, and read the memory of its process.

    It is read again after a minute of speech.

    Example: tingxia bench load --model sense-voice-small
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.load import measure

    say("load time and memory")
    yield await measure(settings, child_command=child_command, repeat=repeat)


@measuring("speed")
async def speed(
    settings: "Settings",
    *,
    repeat: Annotated[int, typer.Option(min=1, help="Decodes of each length.")] = 3,
) -> "AsyncIterator[Part]":
    """Time the engine alone by length of the segment and number of threads.

    RTF is processing time ÷ audio time. Takes a minute with the starter.

    Example: tingxia bench speed --repeat 5
    """
    from appliance.diagnostics.benches.speed import measure

    say("speed of the engine alone")
    yield await measure(settings, repeat=repeat)


@measuring("latency")
async def latency(
    settings: "Settings",
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How often each recording is spoken.")] = 1,
) -> "AsyncIterator[Part]":
    """Speak the built-in recordings to a real inference process and time its captions.

    Takes two minutes per repetition, since it happens in real time.

    Example: tingxia bench latency --repeat 3
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.latency import measure

    say(f"live captions in real time, {2 * repeat} minutes")
    yield await measure(settings, child_command=child_command, repeat=repeat)


@measuring("tax")
async def tax(
    settings: "Settings",
    *,
    minutes: Annotated[float, typer.Option(min=0.5, help="Length of the file.")] = 30,
) -> "AsyncIterator[Part]":
    """Compare a file through the service with the bare engine on the same speech.

    A model of sherpa-onnx is compared with that library by itself, another one with the engine
    without the service.

    Example: tingxia bench tax --minutes 30
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.tax import measure

    say(f"{minutes:g} minutes of audio through the service and through the bare engine")
    yield await measure(settings, child_command=child_command, minutes=minutes)


@measuring("memory")
async def memory(
    settings: "Settings",
    *,
    minutes: Annotated[float, typer.Option(min=2, help="Length of the recording.")] = 30,
) -> "AsyncIterator[Part]":
    """Watch the memory of the recogniser while it works as fast as it can.

    Its slope is per hour of audio; that of less than twenty minutes would say nothing.

    Example: tingxia bench memory --minutes 60
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.memory import measure

    say(f"memory over {minutes:g} minutes of audio")
    yield await measure(settings, child_command=child_command, minutes=minutes)


@measuring("silence")
async def silence(
    settings: "Settings",
    *,
    minutes: Annotated[float, typer.Option(min=1, help="Length of each sound.")] = 60,
) -> "AsyncIterator[Part]":
    """Count the text that comes out of silence, machine noise and tones like music.

    They pass faster than real time.

    Example: tingxia bench silence --minutes 60
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.silence import measure

    say(f"{minutes:g} minutes each of silence, machine noise and tones")
    yield await measure(settings, child_command=child_command, minutes=minutes)


@measuring("long")
async def long(
    settings: "Settings",
    *,
    hours: Annotated[float, typer.Option(min=0.1, help="Length of the recording.")] = 4,
) -> "AsyncIterator[Part]":
    """Recognise a long recording: memory, times at its end, text at the joins.

    It passes as fast as the machine allows; four hours take half an hour with the starter.

    Example: tingxia bench long --hours 4
    """
    from appliance.bootstrap import child_command
    from appliance.diagnostics.benches.memory import measure_long

    say(f"a recording of {hours:g} h")
    yield await measure_long(settings, child_command=child_command, hours=hours)


@measuring("lexicon", without=("model", "data_dir", "config"))
async def lexicon(
    settings: "Settings",
    *,
    terms: Annotated[int, typer.Option(min=1000, help="Hot words in the pack.")] = 100_000,
) -> "AsyncIterator[Part]":
    """Load a large lexicon and time what it costs each segment of text.

    Example: tingxia bench lexicon --terms 100000
    """
    from appliance.diagnostics.benches.lexicon import measure

    del settings
    say(f"a lexicon of {terms} terms")
    yield measure(terms=terms)


@measuring("start", without=("model", "data_dir", "config"))
async def start(
    settings: "Settings",
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How many boxes are started in turn.")] = 3,
) -> "AsyncIterator[Part]":
    """Start whole boxes on fresh folders and time when they are of use; read their memory.

    They are as a fresh machine has them: the starter, and no setting of this box.

    Example: tingxia bench start --repeat 5
    """
    from appliance.diagnostics.benches.start import measure

    del settings
    say("start-up of whole boxes")
    yield await measure(repeat=repeat)
