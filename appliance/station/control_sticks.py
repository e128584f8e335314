"""Answers the command line's questions about sticks."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from appliance.domain.bundle import Replaced
from appliance.station import told_sticks
from appliance.station.face import Station
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.sticks import (
    EjectStick,
    ImportAudio,
    ImportBundle,
    ImportPacks,
    ListSticks,
    ShowStick,
    StickEjected,
    SticksTold,
)

QUESTIONS: Final = (ListSticks, ShowStick, ImportAudio, ImportPacks, ImportBundle, EjectStick)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises StickError, BundleError."""
    sticks = station.sticks
    match question:
        case ListSticks():
            hardware = station.snapshot().hardware
            unopened = hardware.unopened if hardware is not None else ()
            yield SticksTold(volumes=sticks.volumes(), unopened=unopened)
        case ShowStick():
            for part in told_sticks.contents(await sticks.contents(question.volume)):
                yield part
        case ImportAudio():
            async with aclosing(sticks.import_audio(question.volume, question.paths)) as steps:
                async for progress in steps:
                    for told in told_sticks.audio_steps(progress):
                        yield told
        case ImportPacks():
            outcomes = await sticks.import_lexicons(
                question.volume, question.paths, replace=question.replace, permit=OWNER
            )
            for packs in told_sticks.packs(outcomes):
                yield packs
        case ImportBundle():
            taking = sticks.import_bundle(
                question.volume,
                question.path,
                replacing=list(Replaced) if question.replace else (),
                permit=OWNER,
            )
            async with aclosing(taking) as bundle_steps:
                async for step in bundle_steps:
                    yield told_sticks.bundle_step(step)
        case EjectStick():
            ejected = await sticks.eject(question.volume)
            yield StickEjected(is_unmounted=ejected.is_unmounted)
