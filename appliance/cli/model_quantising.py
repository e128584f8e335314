"""Making an int8 model from a checkpoint, and installing it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from appliance.config import Settings
from appliance.errors import UsageError
from appliance.modelstore import manifest
from appliance.modelstore.catalogue import catalogue
from appliance.modelstore.engine_library import require_engine
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel
from appliance.modelstore.layouts import layout_of, recognise
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.recipe import STARTER
from appliance.modelstore.search import candidate_in
from appliance.modelstore.staging import replace, staged, sync, written_to
from appliance.modelstore.store import ModelStore
from appliance.modelstore.vetting import vet

if TYPE_CHECKING:
    from appliance.inference.conversion import ConversionReport
    from appliance.inference.engine import Samples

_CLIP_S: Final = 30
_RATE_HZ: Final = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What is converted."""

    folder: Path
    name: str
    family: Family
    sha256: str
    licence: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An int8 model that is installed now, and how it was compared."""

    model: InstalledModel
    made_from: str
    report: "ConversionReport"


def quantised(
    settings: Settings, checkpoint: str, name: str, *, clips: Sequence[Path], language: str
) -> Made:
    """Convert a checkpoint and install the result. Raises ModelError, UsageError."""
    store = ModelStore(settings.paths.models)
    _require_new(store, name)
    source = _checkpoint(store, checkpoint)
    require_engine("funasr")
    speech = [_read(clip) for clip in clips] or [_built_in()]
    try:
        from appliance.inference.conversion import quantise
    except ImportError as error:
        raise ModelError(
            "A part of what converts models is not installed: {reason}.",
            hint='Install it with: pip install "tingxia[funasr]"',
            reason=error,
        ) from error
    with written_to(store.folder, name), staged(store.folder) as staging:
        fresh = staging / name
        report = quantise(
            source.folder,
            fresh,
            clips=speech,
            family=source.family,
            language=language,
            progress=lambda step: typer.echo(f"{name}: {step}", err=True),
        )
        described = _described(source, fresh, name, report, clips)
        vet(fresh, described)
        manifest.write(fresh, described)
        sync(fresh)
        replace(fresh, store.folder / name)
    model = described.installed(store.folder / name)
    return Made(model=model, made_from=source.name, report=report)


def tell(made: Made, *, as_json: bool) -> None:
    """Say what was made."""
    report = made.report
    if as_json:
        content = {
            "model": made.model.name,
            "made_from": made.made_from,
            "family": report.family,
            "sha256": made.model.sha256,
            "texts": list(report.texts),
            "size_before_bytes": report.size_before_bytes,
            "size_after_bytes": report.size_after_bytes,
            "took_s": round(report.took_s, 1),
        }
        typer.echo(json.dumps(content, ensure_ascii=False))
        return
    typer.echo(
        f"{made.model.name}: {report.size_before_bytes / 1e6:.0f} MB became "
        f"{report.size_after_bytes / 1e6:.0f} MB; the text of every clip is unchanged."
    )
    typer.echo(f"Use it with: tingxia models use {made.model.name}")


def _require_new(store: ModelStore, name: str) -> None:
    if not manifest.is_model_name(name) or name == STARTER.name:
        raise UsageError(
            "{name} cannot be the name of a model.",
            hint="Use small letters, digits, dots, dashes and underscores: my-model",
            name=repr(name),
        )
    if name in store.names():
        raise UsageError(
            "There is a model {model} already.",
            hint="Choose another name, or remove that one: tingxia models remove {model}",
            model=name,
        )


def _checkpoint(store: ModelStore, named: str) -> Checkpoint:
    """Find a checkpoint by the name of an installed model, else by its folder."""
    if manifest.is_model_name(named) and named in store.names():
        model = store.verified(named)
        if model.engine != "funasr":
            raise UsageError(
                "The model {model} is no FunASR checkpoint.",
                hint="`tingxia models list` shows which are: their names end in -funasr.",
                model=named,
            )
        return Checkpoint(
            folder=model.path,
            name=named,
            family=model.family,
            sha256=model.sha256,
            licence=model.licence,
            languages=model.languages,
        )
    folder = Path(named)
    found = candidate_in(folder) if folder.is_dir() else None
    kinds = recognise(folder, found.names) if found else []
    layouts = [layout for layout in kinds if layout.engine == "funasr"]
    if found is None or len(layouts) != 1:
        raise UsageError(
            "{folder} is neither a FunASR checkpoint nor an installed one.",
            hint="Name a folder with model.pt and config.yaml, or fetch a checkpoint: tingxia "
            "models fetch sense-voice-small-funasr",
            folder=named,
        )
    family = layouts[0].family
    weights = folder / layouts[0].weights(found.names)
    known = [e for e in catalogue().values() if (e.engine, e.family) == ("funasr", family)]
    return Checkpoint(
        folder=folder,
        name=folder.resolve().name,
        family=family,
        sha256=manifest.sha256_of(weights),
        licence=known[0].licence if known else "unknown",
        languages=known[0].languages if known else (),
    )


def _described(
    source: Checkpoint, folder: Path, name: str, report: "ConversionReport", clips: Sequence[Path]
) -> Manifest:
    names = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    layout = layout_of("sherpa", report.family)
    wanted = layout.wanted(names) if layout else names
    return Manifest(
        name=name,
        title=f"{source.name}, made int8 here",
        engine="sherpa",
        family=report.family,
        licence=source.licence,
        languages=source.languages,
        source=(f"made from {source.name}",),
        made_from={
            "checkpoint": source.name,
            "sha256": source.sha256,
            "compared_on": ", ".join(clip.name for clip in clips) or "the built-in recording",
        },
        weights=report.weights,
        files={file: manifest.sha256_of(folder / file) for file in wanted},
    )


def _read(clip: Path) -> "Samples":
    """Read the beginning of a sound file as mono at 16 kHz."""
    import soundfile
    import soxr

    try:
        with soundfile.SoundFile(clip) as opened:
            rate_hz = int(opened.samplerate)
            audio = opened.read(_CLIP_S * rate_hz, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(
            "The clip {file} cannot be read: {reason}.",
            hint="Name a sound file with some seconds of speech: --clip talk.wav",
            file=clip,
            reason=error,
        ) from error
    mono: Samples = audio.mean(axis=1, dtype="float32")
    resampled: Samples = soxr.resample(mono, rate_hz, _RATE_HZ)
    return resampled


def _built_in() -> "Samples":
    from appliance.samples.built_in import sample_file

    return _read(sample_file("meeting_zh"))
