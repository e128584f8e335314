"""Whether the recogniser has its model: there, whole, loaded."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.domain.memory_ladder import LadderStep
from appliance.wire.inference import InferenceStatus, ModelState


def look(facts: Facts) -> Judgement:
    """Judge: the running recogniser knows best; without it the files are looked at."""
    if facts.inference is not None:
        return _loaded(facts.inference)
    if facts.model.damaged:
        return broken(
            mark("The model {model} is damaged: {files}."),
            mark(
                "Bring it in as a signed bundle on the Stick page, with `tingxia models import "
                "PATH`, or on a connected machine with `tingxia models fetch {model}`."
            ),
            model=facts.model.name,
            files=", ".join(facts.model.damaged[:3]),
        ).on(Way.STICK)
    if facts.model.problem:
        return broken(
            mark("The model cannot be used: {problem}"),
            "{hint}",
            problem=facts.model.problem,
            hint=facts.model.hint,
        ).on(Way.RECOGNITION)
    if facts.box_runs:
        return broken(
            mark("The recogniser does not answer."),
            mark("It is started again by itself. If this lasts, switch the box off and on."),
        ).on(Way.THIS_BOX)
    return inapplicable(
        mark("The model {model} is there; the box does not run."), model=facts.model.name
    )


def _loaded(status: InferenceStatus) -> Judgement:
    match status.state:
        case ModelState.LOADING:
            return attention(
                mark("The model is being loaded."),
                mark("Wait a minute. Recording works meanwhile."),
            )
        case ModelState.UNLOADED:
            return attention(
                mark("The model was unloaded to free memory."),
                mark("Load it again in the settings (recognition)."),
            ).on(Way.RECOGNITION)
        case ModelState.FAILED:
            return broken(
                mark("The model cannot be used: {problem}"),
                "{hint}",
                problem=status.error,
                hint=status.hint,
            ).on(Way.RECOGNITION)
        case ModelState.READY:
            if status.ladder is not LadderStep.NONE:
                return attention(
                    mark("The model {model} works with less than it should have: {reason}"),
                    mark("Free memory: close other programs. It recovers by itself."),
                    model=status.model,
                    reason=status.ladder_reason,
                )
            return ok(
                mark("{model} is loaded and verified ({engine}, {device})."),
                model=status.model,
                engine=status.engine,
                device=status.device,
            )


CHECK = Check(
    name="model",
    area=Area.RECOGNISER,
    title=mark("Model"),
    why=mark("Without a model sound is recorded, but no text comes."),
    look=look,
)
