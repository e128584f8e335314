"""Whether this program may open sound devices at all."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts


def look(facts: Facts) -> Judgement:
    """Device nodes belong to root and the group audio."""
    sound = facts.sound
    if not sound.cards:
        return inapplicable(mark("There is no microphone that could be allowed or denied."))
    if not sound.denied:
        return ok(mark("The box may use the microphone."))
    if not sound.in_audio_group:
        return broken(
            mark("The system denies the microphone: the box is not in the group audio."),
            mark(
                "Restart the box (Settings, This box). If this stays, take a support bundle to the"
                " administrator: the user of the box belongs in the group audio."
            ),
        ).on(Way.THIS_BOX)
    return broken(
        mark("The system denies the microphone ({device})."),
        mark(
            "Unplug the microphone and plug it in again, then restart the box (Settings, This box)."
            " If this stays, take a support bundle to the administrator."
        ),
        device=sound.denied[0],
    ).on(Way.THIS_BOX)


CHECK = Check(
    name="microphone-permission",
    area=Area.MICROPHONE,
    title=mark("Permission"),
    why=mark("A denied device looks like one that is not there."),
    look=look,
)
