"""Whether a stick is seen, and whether it can be written."""

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


def look(facts: Facts) -> Judgement:
    """No stick is no fault."""
    volumes = facts.hardware.volumes if facts.hardware is not None else ()
    if not volumes:
        return inapplicable(mark("No stick is plugged in."))
    for volume in volumes:
        if not volume.writable:
            return attention(
                mark("The stick {label} is seen, but it cannot be written."),
                mark("Slide its lock, or take another stick."),
                label=volume.label,
            )
    return ok(
        mark("The stick {label} is seen and can be written."),
        label=", ".join(volume.label for volume in volumes),
    )


CHECK = Check(
    name="stick",
    area=Area.MACHINE,
    title=mark("Stick"),
    why=mark("Transcripts leave the box on a stick."),
    look=look,
)
