"""Whether the power supply is strong enough."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts

LOW_PERCENT = 20


def look(facts: Facts) -> Judgement:
    """Raspberry Pi and Jetson tell of under-voltage; notebooks of their battery."""
    power = facts.power
    if power.is_low_now:
        return broken(
            mark("The power supply is too weak: the voltage is too low."),
            mark("Use the power supply that belongs to the box, with a short thick cable."),
        )
    if power.was_low:
        return attention(
            mark("The voltage was too low since the box started."),
            mark("Use the power supply that belongs to the box, with a short thick cable."),
        )
    if power.on_battery:
        percent = str(power.battery_percent if power.battery_percent is not None else "?")
        if power.battery_percent is not None and power.battery_percent < LOW_PERCENT:
            return attention(
                mark("It runs on its battery, which is at {percent} %."),
                mark("Plug the power supply in."),
                percent=percent,
            )
        return ok(mark("It runs on its battery ({percent} %)."), percent=percent)
    if not power.is_told:
        return inapplicable(mark("This machine tells nothing about its power supply."))
    return ok(mark("The voltage is right."))


CHECK = Check(
    name="power",
    area=Area.MACHINE,
    title=mark("Power supply"),
    why=mark("A weak supply makes disks and microphones drop out."),
    look=look,
)
