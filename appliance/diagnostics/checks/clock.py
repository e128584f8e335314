"""Whether the time is right."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    broken,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts

JUMP_S = 120.0


def look(facts: Facts) -> Judgement:
    """Without a network nobody corrects it, so what is impossible is all that can be told.

    Where it cannot be set on the screen, the settings would only say so: who can is told at once.
    """
    clock, advice = facts.clock, facts.clock.advice
    now = f"{clock.now:%Y-%m-%d %H:%M}"
    way = None if advice else Way.THIS_BOX
    if clock.now < clock.built:
        return broken(
            mark("The clock is wrong: {now} is before this release was made ({built})."),
            "{advice}" if advice else mark("Set the date and the time in the settings."),
            now=now,
            built=f"{clock.built:%Y-%m-%d}",
            advice=advice,
        ).on(way)
    if abs(clock.jumped_s) > JUMP_S:
        return attention(
            mark("The clock was set by {minutes} min since the box started. Now it is {now}."),
            mark("Look whether the time is right. Order and length of recordings are kept."),
            now=now,
            minutes=f"{clock.jumped_s / 60:+.0f}",
        )
    if not clock.has_battery_clock and not clock.is_trusted:
        return attention(
            mark("It is {now}. The box has no clock that runs while it is switched off."),
            mark("Look at the time after every power cut. Is it wrong? {advice}")
            if advice
            else mark("Look at the time after every power cut, and set it in the settings."),
            now=now,
            advice=advice,
        ).on(way)
    return ok(mark("It is {now}."), now=now)


CHECK = Check(
    name="clock",
    area=Area.MACHINE,
    title=mark("Clock"),
    why=mark("Recordings are named and found by date and time."),
    look=look,
)
