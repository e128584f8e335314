"""What the checks decide upon: gathered once by the readers, or made up by a test."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from appliance.wire.capture import CaptureStatus
from appliance.wire.inference import InferenceStatus
from appliance.wire.supervision import HardwareStatus, ProcessStatus


class Surroundings(StrEnum):
    """What kind of machine this is; a microphone takes another way into each."""

    MACHINE = "machine"
    VIRTUAL = "virtual"
    CONTAINER = "container"
    WSL = "wsl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process that has a device or a port."""

    pid: int
    program: str
    is_ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCard:
    """A card with an input, as the kernel lists it."""

    name: str
    holder: Holder | None = None
    """Who records from it now."""

    rates_hz: tuple[int, ...] = ()
    """What a USB device announces; empty if it tells nothing."""

    rate_hz: int | None = None
    """At which it is open now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFacts:
    """The sound system."""

    cards: tuple[SoundCard, ...] = ()
    has_kernel_sound: bool = True
    """ALSA is there, with or without cards."""

    denied: tuple[str, ...] = ()
    """Device nodes that this user may not open."""

    in_audio_group: bool = True
    muted: tuple[str, ...] = ()
    """Capture controls that a mixer has muted or turned down to nothing."""

    surroundings: Surroundings = Surroundings.MACHINE
    is_remote: bool = False
    """Somebody works through a remote desktop, or the sound comes through one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskFacts:
    """The disk of the data folder."""

    free_bytes: int = 0
    total_bytes: int = 0
    recordable_s: float = 0.0
    warn_s: float = 1800.0
    is_read_only: bool = False
    write_problem: str = ""
    """Why nothing can be written, though it is mounted for that."""

    error_count: int = 0
    """What the file system itself has counted since it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFacts:
    """Main memory."""

    available_bytes: int = 0
    total_bytes: int = 0
    swap_used_bytes: int = 0
    swap_total_bytes: int = 0
    killed_count: int = 0
    """Processes that the kernel ended for lack of memory since it started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuFacts:
    """The processor."""

    name: str = ""
    cores: int = 1
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuFacts:
    """An NVIDIA GPU; the driver's own words if it cannot be asked."""

    name: str = ""
    free_bytes: int | None = None
    total_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """The time."""

    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    built: datetime = datetime(2025, 1, 1, tzinfo=UTC)
    """When this release was installed or made: it cannot be earlier now."""

    jumped_s: float = 0.0
    """How far the wall clock was set since the process started."""

    has_battery_clock: bool = True
    is_trusted: bool = False
    """Something keeps it right: the kernel says it is synchronised."""

    advice: str = ""
    """Who sets it, and how, where the screen cannot, in English; empty where it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """The model of the store that is meant to recognise."""

    name: str = ""
    problem: str = ""
    """Why it cannot be used, in English with the next step; empty if it is there."""

    hint: str = ""
    damaged: tuple[str, ...] = ()
    """Files that are missing or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFacts:
    """The port of the screen."""

    port: int = 8080
    open_to: tuple[str, ...] = ()
    """Addresses beyond this machine at which it, or another port of the box, is reached."""

    is_heard: bool = False
    """Somebody listens on it."""

    holder: Holder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFacts:
    """The power supply, where the board tells."""

    is_told: bool = False
    is_low_now: bool = False
    was_low: bool = False
    on_battery: bool = False
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatFacts:
    """The temperature."""

    warmest_c: float | None = None
    is_throttled: bool = False
    """The processor runs slower because it is too hot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFacts:
    """The library."""

    problem: str = ""
    notice: str = ""
    set_aside_count: int = 0
    """Damaged things in quarantine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFacts:
    """The folder whose audio files are queued by themselves."""

    folder: str = ""
    """Empty if none is watched."""

    problem: str = ""
    """Why it cannot be read."""

    is_too_full: bool = False
    """It holds more than is looked at."""

    unreadable: tuple[str, ...] = ()
    """Audio files in it that this user may not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFacts:
    """What was measured of the microphone while it was listened to."""

    samples_per_s: float | None = None
    """None before there was time to count."""

    clipped_lately: bool = False
    speech: bool | None = None
    """Whether a voice was found in the last seconds; None if nobody listened for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything. None means that the process which would tell is not there."""

    box_runs: bool = True
    is_simulated: bool = False
    """The settings name a built-in recording, a file or silence instead of a microphone."""

    capture: CaptureStatus | None = None
    inference: InferenceStatus | None = None
    hardware: HardwareStatus | None = None
    processes: tuple[ProcessStatus, ...] = ()
    sound: SoundFacts = SoundFacts()
    heard: HeardFacts = HeardFacts()
    disk: DiskFacts = DiskFacts()
    memory: MemoryFacts = MemoryFacts()
    cpu: CpuFacts = CpuFacts()
    gpu: GpuFacts = GpuFacts()
    clock: ClockFacts = ClockFacts()
    model: ModelFacts = ModelFacts()
    ports: PortFacts = PortFacts()
    power: PowerFacts = PowerFacts()
    heat: HeatFacts = HeatFacts()
    library: LibraryFacts = LibraryFacts()
    watch: WatchFacts = WatchFacts()
