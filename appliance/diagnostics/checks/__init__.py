"""Everything the doctor looks at: one file a check, with what, why and fix."""

from collections.abc import Sequence
from typing import Final

from appliance.diagnostics.checks import (
    clock,
    cpu,
    disk_health,
    disk_room,
    gpu,
    heat,
    library,
    memory,
    microphone_busy,
    microphone_clipping,
    microphone_mixer,
    microphone_opened,
    microphone_permission,
    microphone_rate,
    microphone_samples,
    microphone_seen,
    microphone_silent,
    microphone_speech,
    microphone_surroundings,
    model,
    ports,
    power,
    processes,
    speakers,
    stick,
    swap,
    watch_folder,
)
from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Finding,
    Judgement,
    Remedy,
    Verdict,
    Way,
)
from appliance.diagnostics.facts import Facts

__all__ = [
    "CHAIN",
    "CHECKS",
    "Area",
    "Check",
    "Finding",
    "Judgement",
    "Remedy",
    "Verdict",
    "Way",
    "examined",
    "is_broken",
]

CHAIN: Final = (
    microphone_seen.CHECK,
    microphone_opened.CHECK,
    microphone_samples.CHECK,
    microphone_silent.CHECK,
    microphone_clipping.CHECK,
    microphone_speech.CHECK,
)
"""The way of the sound, step by step; each step waits for the one before it."""

CHECKS: Final = (
    *CHAIN,
    microphone_permission.CHECK,
    microphone_busy.CHECK,
    microphone_mixer.CHECK,
    microphone_rate.CHECK,
    microphone_surroundings.CHECK,
    model.CHECK,
    speakers.CHECK,
    gpu.CHECK,
    cpu.CHECK,
    processes.CHECK,
    library.CHECK,
    watch_folder.CHECK,
    ports.CHECK,
    disk_room.CHECK,
    disk_health.CHECK,
    memory.CHECK,
    swap.CHECK,
    clock.CHECK,
    power.CHECK,
    heat.CHECK,
    stick.CHECK,
)
"""In the order of showing."""


def examined(checks: Sequence[Check], facts: Facts) -> tuple[Finding, ...]:
    """Look at the facts with each check."""
    return tuple(check.find(facts) for check in checks)


def is_broken(findings: Sequence[Finding]) -> bool:
    """Tell whether something does not work."""
    return any(finding.verdict is Verdict.BROKEN for finding in findings)
