"""A FunASR checkpoint made int8, and taken only if it still says the same."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.audio import to_samples
from appliance.inference.conversion.exports import FAMILIES, export, main_file
from appliance.inference.conversion.spoken import said, said_in_stream, with_silence_after
from appliance.inference.engine import Samples
from appliance.inference.engines.funasr import LONGEST_AUDIO_S, FunasrEngine
from appliance.inference.engines.funasr_checkpoint import RECOGNISE, check_checkpoint
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.inference.engines.sherpa_streaming import SherpaStreamingEngine
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

_PLACEMENT: Final = Placement(
    device="cpu", asked="cpu", reason="models are converted on the CPU", threads=1
)
"""One thread adds up in one order: the same checkpoint and clip give the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionReport:
    """What came of it."""

    family: Family
    weights: str
    """Name of the file that identifies the model."""

    texts: tuple[str, ...]
    """Both models' words for each clip; spaces left out."""

    size_before_bytes: int
    size_after_bytes: int
    took_s: float


def quantise(
    checkpoint: Path,
    target: Path,
    *,
    clips: Sequence[Samples],
    family: Family,
    language: str = "zh",
    progress: Callable[[str], None] = lambda _: None,
) -> ConversionReport:
    """Write ``target``, a folder that must not exist yet, from a FunASR checkpoint folder.

    ``clips`` are speech, mono at 16 kHz; what is beyond 30 s of one is not listened to. Raises
    ModelError, and leaves no ``target`` behind, if the checkpoint is refused, nothing is said on
    the clips, or the text is not the same, character for character, with int8 as without.
    """
    started = time.monotonic()
    source = _as_model(checkpoint, family, engine="funasr")
    if family not in FAMILIES:
        raise ModelError(
            "Models of the family {family} cannot be made int8 here.",
            hint="Fetch the int8 model instead: tingxia models list tells the names.",
            family=family.value,
        )
    if target.exists():
        raise ModelError(
            "The folder {target} is already there.",
            hint="Choose another name, or remove the model first: tingxia models remove NAME.",
            target=target,
        )
    checked = check_checkpoint(source, RECOGNISE)
    clips = [clip[: to_samples(LONGEST_AUDIO_S)] for clip in clips]
    if family is Family.PARAFORMER_STREAMING:
        clips = [with_silence_after(clip) for clip in clips]
    progress("listening with the checkpoint")
    before = _texts_before(source, clips, language)
    if not any(before):
        raise ModelError(
            "The checkpoint {name} says nothing on the clip, so nothing can be compared.",
            hint="Give a clip with some seconds of clear speech in a language of the model.",
            name=checkpoint.name,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".converting-", dir=target.parent) as made:
        folder = Path(made) / target.name
        folder.mkdir()
        progress("writing int8")
        export(checked, folder, _PLACEMENT)
        progress("listening with int8")
        result = _as_model(folder, family, engine="sherpa")
        after = _texts_after(result, clips, language)
        _require_same(checkpoint.name, before, after)
        shutil.move(folder, target)
    return ConversionReport(
        family=family,
        weights=main_file(family),
        texts=tuple(after),
        size_before_bytes=checked.weights.stat().st_size,
        size_after_bytes=sum(file.stat().st_size for file in target.glob("*.onnx")),
        took_s=time.monotonic() - started,
    )


def _texts_before(source: InstalledModel, clips: Sequence[Samples], language: str) -> list[str]:
    engine = FunasrEngine(source, _PLACEMENT)
    try:
        texts = said(engine, clips, language=language)
    finally:
        engine.close()
    # A streaming model's captions are compared once: they know no numbers as digits.
    return texts[::2] if source.family is Family.PARAFORMER_STREAMING else texts


def _texts_after(result: InstalledModel, clips: Sequence[Samples], language: str) -> list[str]:
    if result.family is Family.PARAFORMER_STREAMING:
        streaming = SherpaStreamingEngine(result, _PLACEMENT)
        try:
            return said_in_stream(streaming, clips)
        finally:
            streaming.close()
    engine = SherpaEngine(result, _PLACEMENT)
    try:
        return said(engine, clips, language=language)
    finally:
        engine.close()


def _require_same(name: str, before: Sequence[str], after: Sequence[str]) -> None:
    for expected, actual in zip(before, after, strict=True):
        if expected != actual:
            raise ModelError(
                "With int8 the model {name} says “{actual}” instead of “{expected}”.",
                hint="Use the checkpoint itself with the engine funasr, or fetch its publisher's "
                "int8 model.",
                name=name,
                expected=expected,
                actual=actual,
            )


def _as_model(folder: Path, family: Family, *, engine: str) -> InstalledModel:
    return InstalledModel(
        path=folder.resolve(),
        name=folder.name,
        title=folder.name,
        engine=engine,
        family=family,
        languages=(),
        weights="",
        sha256="",
        size_bytes=0,
        licence="",
    )
