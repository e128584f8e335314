"""Runs a folder of files with known text through a resident inference process and counts."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.bare_whisper import BareWhisper
from appliance.diagnostics.evaluated_file import EvaluatedFile, count_file
from appliance.diagnostics.evaluation_set import EvaluationSet, Item
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.resident import Resident, resident
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_seconds
from appliance.inference.devices.cpu_cores import physical_cores
from appliance.modelstore.recipe import STARTER
from appliance.modelstore.store import ModelStore
from appliance.station.decoding import decode
from appliance.station.unreadable_audio import UnreadableAudioError
from appliance.text import Lexicon

_WARM_UP_S: Final = 5

OnFile = Callable[[str], None]
"""Called with the name of a file before it is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What is to be measured."""

    refine: bool = False
    """With the model of the second pass."""

    bare: bool = False
    """Beside it, bare faster-whisper on the same files."""

    packs: Sequence[Path] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    """What is in ``packs``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was counted."""

    files: tuple[EvaluatedFile, ...]
    refused: tuple[UnreadableAudioError, ...]
    """Files that are no readable audio."""

    without_reference: tuple[str, ...]
    peak_rss_bytes: int
    has_terms: bool
    """Hot words were looked for."""

    conditions: dict[str, str]


async def evaluate(
    settings: Settings,
    files: EvaluationSet,
    *,
    how: How,
    child_command: ChildCommand,
    on_file: OnFile = lambda _: None,
) -> Evaluation:
    """Measure a folder, file by file, each through ours and then through the bare one.

    Raises NotMeasurableError, RemoteError (a language that the model does not know).
    """
    done: list[EvaluatedFile] = []
    refused: list[UnreadableAudioError] = []
    bare = await asyncio.to_thread(_open_bare, settings) if how.bare else None
    async with resident(settings, child_command=child_command, lexicons=how.packs) as measured:
        await _warm_up(measured, bare)
        for item in files.items:
            on_file(item.name)
            try:
                pcm = await _pcm(item.file)
            except UnreadableAudioError as error:
                refused.append(error)
                continue
            language = item.language or settings.inference.language
            done.append(await _measure(measured, bare, item, pcm, language=language, how=how))
        return Evaluation(
            files=tuple(done),
            refused=tuple(refused),
            without_reference=files.without_reference,
            peak_rss_bytes=measured.peak_rss_bytes,
            has_terms=bool(how.lexicon.terms),
            conditions={
                **measured.conditions,
                **({"second pass": measured.status.second_pass_model} if how.refine else {}),
                "lexicon": how.lexicon.hash or "none",
            },
        )


async def _measure(
    measured: Resident,
    bare: BareWhisper | None,
    item: Item,
    pcm: bytes,
    *,
    language: str,
    how: How,
) -> EvaluatedFile:
    began = time.perf_counter()
    run = await measured.transcribe(pcm, language=language, refine=how.refine)
    took_s = time.perf_counter() - began
    assert run.ended is not None, "transcribe() returns after the end"
    of_bare = None
    if bare is not None:
        began = time.perf_counter()
        text = await asyncio.to_thread(bare.transcribe, pcm, language=language)
        of_bare = (text, time.perf_counter() - began)
    return count_file(
        item,
        run.finals,
        language=language,
        terms=how.lexicon.terms,
        audio_s=to_seconds(len(pcm) // SAMPLE_WIDTH_BYTES),
        took_s=took_s,
        decode_s=run.ended.decode_s,
        bare=of_bare,
    )


async def _warm_up(measured: Resident, bare: BareWhisper | None) -> None:
    """Have both load what they load with the first speech."""
    pcm = built_in("meeting_zh")[: _WARM_UP_S * SAMPLE_RATE_HZ].tobytes()
    await measured.transcribe(pcm)
    if bare is not None:
        await asyncio.to_thread(bare.transcribe, pcm, language="zh")


async def _pcm(file: Path) -> bytes:
    async with aclosing(decode(file)) as blocks:
        return b"".join([block async for block in blocks])


def _open_bare(settings: Settings) -> BareWhisper:
    model = ModelStore(settings.paths.models).verified(STARTER.name)
    return BareWhisper(model.path, threads=settings.inference.threads or physical_cores())
