"""Whether the models that tell speakers apart are there."""

from appliance.diagnostics.checks.check import Area, Check, Judgement, inapplicable, mark, ok
from appliance.diagnostics.facts import Facts


def look(facts: Facts) -> Judgement:
    """Judge: a box without them does all the rest, so nothing is wrong with it."""
    if facts.inference is None:
        return inapplicable(mark("Without the recogniser nobody knows."))
    if facts.inference.can_diarise:
        return ok(mark("Who spoke when is told after a recording, unless it is switched off."))
    return inapplicable(
        mark(
            "No model for this is installed, so texts have no speakers. The Stick page takes one"
            " in as a bundle."
        )
    )


CHECK = Check(
    name="speakers",
    area=Area.RECOGNISER,
    title=mark("Speakers"),
    why=mark("Without models for it, what several people say is one text."),
    look=look,
)
