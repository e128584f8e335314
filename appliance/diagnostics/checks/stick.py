"""Whether a stick is seen, and whether it can be written."""

from typing import Final

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    attention,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.wire.supervision import HardwareStatus

NOT_OPEN: Final = mark("Plugged in, but not open: {names}.")
HOW_IT_OPENS: Final = mark(
    "To use it, pull it out and plug it in again. If it stays so, this box cannot read it: "
    "take one formatted as exFAT, FAT32, NTFS or ext4."
)


def look(facts: Facts) -> Judgement:
    """No stick is no fault."""
    hardware = facts.hardware or HardwareStatus()
    for volume in hardware.volumes:
        if not volume.writable:
            return attention(
                mark("The stick {label} is seen, but it cannot be written."),
                mark("Slide its lock, or take another stick."),
                label=volume.label,
            )
    if hardware.unopened:
        return attention(
            NOT_OPEN,
            HOW_IT_OPENS,
            names=", ".join(hardware.unopened),
        )
    if not hardware.volumes:
        return inapplicable(mark("No stick is plugged in."))
    if all(volume.is_stand_in for volume in hardware.volumes):
        return inapplicable(
            mark("{label}: no real stick, a folder on this machine stands in for one."),
            label=", ".join(volume.label for volume in hardware.volumes),
        )
    return ok(
        mark("The stick {label} is seen and can be written."),
        label=", ".join(volume.label for volume in hardware.volumes),
    )


CHECK = Check(
    name="stick",
    area=Area.MACHINE,
    title=mark("Stick"),
    why=mark("Transcripts leave the box on a stick."),
    look=look,
)
