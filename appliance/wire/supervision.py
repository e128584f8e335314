"""What the supervisor and the processes it watches tell each other."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from appliance.domain.process import ProcessEnd, ProcessState, Role
from appliance.wire.codec import Message


class Mode(StrEnum):
    """What the box as a whole can do."""

    NORMAL = "normal"
    RECORDING_ONLY = "recording-only"
    """Inference crashed too often and is left off; recordings go on."""


class ProcessReady(Message, event="process-ready"):
    """A child can do its work. First message of a child on the supervisor's socket.

    The connection stays open: the child sends ProcessProgress, the supervisor HardwareStatus.
    """

    role: Role
    pid: int


class ProcessProgress(Message, event="process-progress"):
    """Work went on. ``count`` grows with frames written, decodes finished, transactions made."""

    count: int


class Microphone(BaseModel):
    """A sound input as the operating system announces it."""

    model_config = ConfigDict(frozen=True)

    identity: str
    """Stays the same when replugged into another port; from udev's ID_SERIAL where there is one."""

    name: str


class Volume(BaseModel):
    """A mounted removable volume."""

    model_config = ConfigDict(frozen=True)

    identity: str
    label: str
    mount_point: str
    filesystem: str
    free_bytes: int
    total_bytes: int
    writable: bool
    is_stand_in: bool = False
    """Whether it is a folder of this machine, to try sticks without one."""


class HardwareStatus(Message, event="hardware-status"):
    """Sent to every child when it is ready, at every change, and every few seconds."""

    sound_generation: int = 0
    """Grows whenever sound devices came or went: the moment to look for the microphone again."""

    microphones: tuple[Microphone, ...] = ()
    volumes: tuple[Volume, ...] = ()
    unopened: tuple[str, ...] = ()
    """Sticks of which nothing has been mounted for some seconds: maker, model and size."""

    watch: str = ""
    """How changes are noticed: ``udev`` or ``polling``."""

    watch_reason: str = ""
    """Why only polling, if so."""

    memory_available_bytes: int = 0
    memory_total_bytes: int = 0
    disk_free_bytes: int = 0
    disk_total_bytes: int = 0
    temperature_c: float | None = None
    mode: Mode = Mode.NORMAL


class GetSystemStatus(Message, event="get-system-status"):
    """Ask for one SystemStatus."""


class ProcessStatus(BaseModel):
    """One process of the box."""

    model_config = ConfigDict(frozen=True)

    role: str
    """A Role, or ``supervisor``."""

    state: ProcessState
    pid: int | None = None
    restarts: int = 0
    faults: int = 0
    """Ends that no person and no setting asked for, since the box started."""

    faults_lately: int = 0
    """Those of the last hour."""

    fault_ago_s: float | None = None
    """How long the last one is over."""

    uptime_s: float = 0.0
    ready_after_s: float | None = None
    """From the start of the box to this process's first readiness."""

    rss_bytes: int = 0
    progress: int = 0
    last_exit: str = ""
    last_pid: int | None = None
    """Of the run before this one."""

    last_end: ProcessEnd | None = None
    """How that run ended."""

    outdated: tuple[str, ...] = ()
    """Settings that changed since it was started; it is replaced when that harms nothing."""


class SystemStatus(Message, event="system-status"):
    """The whole box at a glance."""

    version: str
    mode: Mode
    uptime_s: float
    processes: tuple[ProcessStatus, ...]
    hardware: HardwareStatus


class ApplySettings(Message, event="apply-settings"):
    """Read what was chosen on the screen again; answered with a SystemStatus.

    Processes that were started with other settings are replaced: inference at once, capture when
    nothing is being recorded.
    """


class LetGoStandIn(Message, event="let-go-stand-in"):
    """Have a stand-in for a stick not open until it was pulled out and plugged in again.

    Answered with a SystemStatus; one that is not plugged in is let go already.
    """

    identity: str
    """As in Volume."""


class ShutDown(Message, event="shut-down"):
    """Stop the whole box in good order; the supervisor answers with a SystemStatus first."""
