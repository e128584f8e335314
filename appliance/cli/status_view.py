"""How `tingxia status` looks: tables on a wide terminal, short lines on a narrow one."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.cli.voice_view import voice_words
from appliance.domain.memory_ladder import LadderStep
from appliance.domain.process import ProcessState
from appliance.wire.inference import InferenceStatus
from appliance.wire.supervision import HardwareStatus, ProcessStatus, SystemStatus
from appliance.wire.voice_activation import VoiceActivationShown

NARROW_COLUMNS = 72
"""The table of processes needs as many."""

_COLOURS = {
    ProcessState.RUNNING: "green",
    ProcessState.STARTING: "yellow",
    ProcessState.BACKOFF: "yellow",
    ProcessState.FATAL: "red",
}

_GIVEN_UP = {
    LadderStep.HALF_WINDOW: "audio is recognised in halves",
    LadderStep.CPU: "the model left the GPU",
    LadderStep.SMALLER_MODEL: "a smaller model works instead",
}


def show(
    system: SystemStatus,
    recogniser: InferenceStatus | None,
    voice: VoiceActivationShown | None,
    *,
    is_normal: bool,
) -> None:
    """Print all that is known."""
    console = Console(highlight=False)
    colour = "green" if is_normal else "yellow"
    console.print(
        f"Tingxia {system.version}, up {_span(system.uptime_s)}, "
        f"mode [{colour}]{system.mode.value}[/{colour}]"
    )
    if console.width < NARROW_COLUMNS:
        console.print(_facts(_process_facts(system)))
    else:
        console.print(_process_table(system))
    for process in system.processes:
        if process.last_exit:
            console.print(f"{process.role} ended last with {escape(process.last_exit)}")
    facts = [
        *recogniser_facts(recogniser),
        ("by speech", voice_words(voice)),
        *_hardware_facts(system.hardware),
    ]
    console.print(_facts((name, escape(words)) for name, words in facts))


def recogniser_facts(status: InferenceStatus | None) -> Iterator[tuple[str, str]]:
    """Yield what the recogniser is, what it was asked to be, and why the two differ."""
    if status is None:
        yield "recogniser", "does not answer"
        return
    made = ", ".join(filter(None, (status.engine, status.precision)))
    model = f" {status.model} ({made})" if status.model else ""
    rtf = "" if status.rtf is None else f", RTF {status.rtf:.2f}"
    yield "recogniser", f"{status.state.value}{model}{rtf}"
    if status.error:
        yield "", " ".join(filter(None, (status.error, status.hint)))
    if status.device:
        asked = status.asked_device or status.device
        reason = f": {status.device_reason}" if status.device_reason else ""
        plural = "" if status.threads == 1 else "s"
        threads = f", {status.threads} thread{plural}" if status.threads else ""
        yield "device", f"{asked} → {status.device}{threads}{reason}"
    if status.ladder is not LadderStep.NONE:
        yield "given up", status.ladder_reason or _GIVEN_UP[status.ladder]
    if status.captions_model:
        yield "captions", f"by {status.captions_model}"
    if status.second_pass_model:
        yield "second pass", f"by {status.second_pass_model}"
    if status.state.value == "ready":
        yield "speakers", "are told apart" if status.can_diarise else "no models for that"
        yield "lexicon", f"{status.lexicon_terms} terms"


def _process_table(system: SystemStatus) -> Table:
    table = Table("process", "state", "pid", "up", "ready after", "memory", "restarts")
    for process in system.processes:
        table.add_row(
            process.role,
            _state(process),
            str(process.pid or ""),
            _span(process.uptime_s) if process.pid else "",
            "" if process.ready_after_s is None else f"{process.ready_after_s:.1f} s",
            _size(process.rss_bytes) if process.rss_bytes else "",
            str(process.restarts),
        )
    return table


def _process_facts(system: SystemStatus) -> Iterator[tuple[str, str]]:
    for process in system.processes:
        facts = [_state(process)]
        if process.pid:
            facts.append(f"up {_span(process.uptime_s)}")
        if process.rss_bytes:
            facts.append(_size(process.rss_bytes))
        if process.restarts:
            facts.append(f"restarts: {process.restarts}")
        yield process.role, ", ".join(facts)


def _state(process: ProcessStatus) -> str:
    colour = _COLOURS.get(process.state, "default")
    return f"[{colour}]{process.state.value}[/{colour}]"


def _hardware_facts(hardware: HardwareStatus) -> Iterator[tuple[str, str]]:
    microphones = ", ".join(microphone.name for microphone in hardware.microphones)
    sticks = [
        f"{volume.label} ({volume.mount_point}, {_size(volume.free_bytes)} free"
        f"{', a stand-in: a folder' if volume.is_stand_in else ''})"
        for volume in hardware.volumes
    ] + [f"{name} (not open)" for name in hardware.unopened]
    disk = f"{_size(hardware.disk_free_bytes)} of {_size(hardware.disk_total_bytes)}"
    memory = f"{_size(hardware.memory_available_bytes)} of {_size(hardware.memory_total_bytes)}"
    temperature = "" if hardware.temperature_c is None else f", {hardware.temperature_c:.0f} °C"
    reason = f" ({hardware.watch_reason})" if hardware.watch_reason else ""
    yield "microphones", microphones or "none announced by the system"
    yield "sticks", ", ".join(sticks) or "none"
    yield "disk", f"{disk} free"
    yield "memory", f"{memory} free{temperature}"
    yield "changes", f"by {hardware.watch}{reason}"


def _facts(facts: Iterable[tuple[str, str]]) -> Table:
    """Lay names and what belongs to them side by side; long ones go on below their beginning."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in facts:
        table.add_row(name, words)
    return table


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
