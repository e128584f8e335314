"""Settings: what there is, its types, ranges and defaults.

Where the values come from stands in `appliance.layers`.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from appliance.domain.disk_budget import DiskBudget
from appliance.domain.endpointing import EndpointRules, Preset
from appliance.domain.retention import Rules
from appliance.domain.voice_activation import PREROLL_BUFFER_S
from appliance.paths import Paths, default_data_folder, default_run_folder, running_folder

SYSTEM_FILE = Path("/etc/tingxia/tingxia.toml")


class Section(BaseModel):
    """Base of all sections."""

    # Infinity is no JSON, in which the settings reach the processes.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Storage(Section):
    """Where data lies and how much of the disk is left alone."""

    data_dir: Path = Field(default_factory=default_data_folder)
    """Recordings, library, models and logs."""

    run_dir: Path | None = None
    """Sockets; derived from data_dir if not set."""

    reserve_bytes: int = Field(default=64 * 1024 * 1024, ge=0)
    """Never filled by recordings, so that the last words and the journal always fit."""

    warn_s: float = Field(default=1800, gt=0)
    """Warn when the disk lasts for less than this."""

    encrypt: bool = False
    """Encrypt the audio of new recordings, each with a key of its own that deletion destroys."""

    @property
    def budget(self) -> DiskBudget:
        """What recordings may take of the disk."""
        return DiskBudget(reserve_bytes=self.reserve_bytes, warn_s=self.warn_s)


class Capture(Section):
    """The microphone."""

    mic: str = Field(
        default="auto",
        pattern=r"^(auto|auto-or-sample|sample|silence|file:.+|name:.+)$",
        description="auto, auto-or-sample, sample, silence, file:PATH or name:PART OF ITS NAME",
    )
    """auto, auto-or-sample, sample, silence, file:PATH or name:PART OF ITS NAME."""

    speed: float = Field(default=1.0, gt=0, le=50)
    """How much faster than real time a file is played as microphone."""

    preroll_s: float = Field(default=3.0, ge=0, le=30)
    """Kept from before the tap."""

    record_on_speech: bool = False
    """Listen while nothing is recorded, and begin a recording when somebody speaks."""

    segment_s: float = Field(default=60.0, ge=1, le=600)
    """Length of one audio file."""

    stall_s: float = Field(default=1.5, gt=0.2, le=30)
    """A microphone that delivers nothing for so long is taken for lost."""

    resume_within_s: float = Field(default=120.0, ge=0)
    """A recording interrupted by a crash goes on if capture is back within this."""

    @property
    def preroll_buffer_s(self) -> float:
        """How much of what is heard stays in memory while nothing is recorded."""
        return max(self.preroll_s, PREROLL_BUFFER_S if self.record_on_speech else 0.0)


class Inference(Section):
    """The recogniser."""

    model: str = Field(default="", max_length=100)
    """Which installed model; empty takes what `tingxia models use` chose, else the starter."""

    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    """Where it runs; auto takes the first of cuda, mps, cpu that engine and memory allow."""

    language: str = Field(
        default="zh",
        pattern=r"^(auto|[a-z]{2,3})$",
        description="auto or a code such as zh or en",
    )
    """Spoken language, ISO 639-1; auto where the model can tell."""

    threads: int = Field(default=0, ge=0, le=128)
    """0 takes the number of physical cores."""

    memory_limit_bytes: int = Field(default=4 * 1024**3, ge=512 * 1024**2)
    """The process is replaced between jobs when it grows past this."""


class Text(Section):
    """What is done to the recogniser's text; the raw text is always kept."""

    script: Literal["simplified", "traditional", "as-is"] = "simplified"
    """Chinese script of the text."""

    itn: bool = True
    """Write spoken numbers, dates and units in digits."""

    hot_words: bool = True
    """Correct towards the words of the lexicons in the data folder."""

    punctuation: Literal["auto", "off"] = "auto"
    """auto takes the model's own, else that of an installed punctuation model, else the pauses'."""

    speakers: Literal["auto", "off"] = "auto"
    """auto tells the speakers of a recording apart after its stop, if models for it are there."""


class Endpointing(Section):
    """How live audio is cut into utterances."""

    preset: Literal["meeting", "dialogue", "lecture", "noisy-floor"] = "meeting"
    """Where the values below come from when they are not set themselves."""

    vad: Literal["silero", "webrtc", "fsmn"] = "silero"
    """Voice activity detector; fsmn is the installed model in use for voice-detection."""

    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Speech probability above which a frame counts as speech (not webrtc)."""

    trailing_silence_ms: int = Field(default=800, ge=200, le=5000)
    """Pause that ends an utterance of middle length; shrinks as it grows longer."""

    min_speech_ms: int = Field(default=250, ge=30, le=2000)
    """Shorter sounds are no speech."""

    preroll_ms: int = Field(default=300, ge=0, le=1000)
    """Kept before the first speech of an utterance."""

    max_segment_s: float = Field(default=30.0, ge=5, le=30)
    """Longer speech is cut at its quietest place."""

    @model_validator(mode="before")
    @classmethod
    def _fill_from_preset(cls, values: object) -> object:
        """Take what is not set from the preset, so that everybody reads what is in force."""
        if not isinstance(values, dict) or values.get("preset") not in list(Preset):
            return values
        rules = EndpointRules.for_preset(Preset(values["preset"]))
        return {
            "threshold": rules.threshold,
            "trailing_silence_ms": round(rules.trailing_silence_s * 1000),
            "min_speech_ms": round(rules.min_speech_s * 1000),
            "preroll_ms": round(rules.preroll_s * 1000),
            **values,
        }

    @property
    def rules(self) -> EndpointRules:
        """As rules, cut down so that a sender's 30 s always suffice."""
        preset = EndpointRules.for_preset(Preset(self.preset))
        return replace(
            preset,
            threshold=self.threshold,
            trailing_silence_s=self.trailing_silence_ms / 1000,
            min_speech_s=self.min_speech_ms / 1000,
            preroll_s=self.preroll_ms / 1000,
            max_segment_s=min(self.max_segment_s, preset.max_segment_s),
        )


class Station(Section):
    """The application and its screen."""

    port: int = Field(default=8080, ge=1, le=65535)
    """Of the screen, on 127.0.0.1 only."""

    screen: bool = True
    """Serve the touchscreen pages."""

    locale: Literal["zh-CN", "en"] = "zh-CN"
    """Language of the screen until somebody switches it."""

    kiosk: bool = False
    """Hide on the screen what a passer-by must not touch, until the PIN is given."""

    ask_after_minutes: int = Field(default=10, ge=0, le=240)
    """After so long without a word ask whether to go on recording; 0 never asks."""

    end_after_minutes: int = Field(default=5, ge=1, le=60)
    """After so long without speech a recording ends that began by itself; see record_on_speech."""

    welcome: bool = True
    """Ask the questions of the first run on a new box."""


class Batch(Section):
    """The queue of files."""

    watch_dir: Path | None = None
    """A folder whose audio files are queued by themselves, each once; read there, never changed."""


class Export(Section):
    """What leaves the box on a stick."""

    recipient: str = Field(
        default="",
        pattern=r"^(age1[a-z0-9]{58})?$",
        description="a public key of age: 62 characters that begin with age1, or nothing",
    )
    """A public key of age; with one, every export is encrypted to it and none leaves in clear."""


class Retention(Section):
    """What may be deleted by itself; `tingxia library retention` shows what would happen."""

    max_age_days: int = Field(default=0, ge=0, le=36_500)
    """Older recordings go to the trash; 0 keeps them for ever."""

    keep_free_bytes: int = Field(default=0, ge=0)
    """With less free space the oldest recordings are removed, the trash first; 0 never does."""

    only_exported: bool = False
    """Neither rule touches what no verified export has carried away."""

    trash_days: int = Field(default=7, ge=0, le=3650)
    """What was deleted can be restored for so long."""

    @property
    def rules(self) -> Rules:
        """As rules."""
        return Rules(**self.model_dump())


class Diagnostics(Section):
    """What the box finds out about itself."""

    nightly: bool = True
    """Test itself once a night with built-in audio, if nothing is recorded or recognised then."""

    nightly_at: str = Field(
        default="03:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="a time of day such as 03:00",
    )
    """When the nightly test begins; if the box is busy, within the two hours after."""


class Supervision(Section):
    """Restarts."""

    stop_timeout_s: float = Field(default=10.0, ge=1, le=60)
    """An orderly stop takes no longer; then processes are killed."""

    crash_budget: int = Field(default=5, ge=1)
    """So many crashes of inference within crash_window_s lead to recording only."""

    crash_window_s: float = Field(default=600.0, gt=0)
    """See crash_budget."""


class Log(Section):
    """The logs."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least level written."""

    max_bytes: int = Field(default=5 * 1024 * 1024, ge=64 * 1024)
    """Of one file; one older file of each process is kept."""


class Settings(Section):
    """All settings."""

    storage: Storage = Storage()
    capture: Capture = Capture()
    inference: Inference = Inference()
    text: Text = Text()
    endpointing: Endpointing = Endpointing()
    station: Station = Station()
    batch: Batch = Batch()
    export: Export = Export()
    retention: Retention = Retention()
    diagnostics: Diagnostics = Diagnostics()
    supervision: Supervision = Supervision()
    log: Log = Log()

    @property
    def paths(self) -> Paths:
        """Every path of the box."""
        data = self.storage.data_dir.expanduser().absolute()
        run = self.storage.run_dir
        if run is not None:
            return Paths(data=data, run=run.expanduser().absolute())
        return Paths(data=data, run=running_folder(data) or default_run_folder(data))


def load(
    *,
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Read the settings that are in force; see `appliance.layers.read_layers`."""
    from appliance.layers import read_layers  # it needs the types above

    return read_layers(file=file, environment=environment, overrides=overrides).in_force()


def valid_keys() -> list[str]:
    """All keys, dotted."""
    return [
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        for key in _section_type(field.annotation).model_fields
    ]


def _section_type(annotation: Any) -> type[Section]:
    assert isinstance(annotation, type)
    assert issubclass(annotation, Section)
    return annotation


def field_of(key: str) -> FieldInfo:
    """Return the field of a dotted key. Raises KeyError."""
    section, _, name = key.partition(".")
    return _section_type(Settings.model_fields[section].annotation).model_fields[name]
