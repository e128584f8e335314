"""Whether it is too hot."""

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

HOT_C = 85.0


def look(facts: Facts) -> Judgement:
    """Judge: a processor that is too hot runs slower, and text comes late."""
    heat = facts.heat
    degrees = f"{heat.warmest_c:.0f}" if heat.warmest_c is not None else "?"
    if heat.is_throttled:
        return attention(
            mark("It is too hot ({degrees} °C): the processor runs slower."),
            mark("Clear the air slots, and move the box away from heat and sun."),
            degrees=degrees,
        )
    if heat.warmest_c is None:
        return inapplicable(mark("This machine has no thermometer that can be read."))
    if heat.warmest_c >= HOT_C:
        return attention(
            mark("It is hot: {degrees} °C."),
            mark("Clear the air slots, and move the box away from heat and sun."),
            degrees=degrees,
        )
    return ok(mark("{degrees} °C."), degrees=degrees)


CHECK = Check(
    name="heat",
    area=Area.MACHINE,
    title=mark("Temperature"),
    why=mark("A hot box slows down, and ages."),
    look=look,
)
