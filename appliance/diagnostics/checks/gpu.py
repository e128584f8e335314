"""Whether the GPU is used where there is one, and why not."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts

SHORT_BYTES = 512 * 1024 * 1024


def look(facts: Facts) -> Judgement:
    """Falling back to the processor is no fault, if it is known why."""
    gpu, status = facts.gpu, facts.inference
    asked = status.asked_device if status is not None else ""
    used = status.device.partition(":")[0] if status is not None else ""
    if not gpu.name:
        if asked in {"cuda", "mps"} and used == "cpu":
            return attention(
                mark("A GPU was asked for and the processor is used: {reason}"),
                mark("Choose the processor in the settings, or install the GPU and its driver."),
                reason=status.device_reason if status is not None else "",
            ).on(Way.RECOGNITION)
        return inapplicable(mark("There is no NVIDIA GPU; the processor does the work."))
    if used == "cpu" and asked != "cpu":
        return attention(
            mark("{gpu} is there, but the processor is used: {reason}"),
            mark("Choose the device in the settings again once the reason is gone."),
            gpu=gpu.name,
            reason=status.device_reason if status is not None else "",
        ).on(Way.RECOGNITION)
    if gpu.free_bytes is not None and gpu.free_bytes < SHORT_BYTES:
        return attention(
            mark("{gpu} has only {free} MB of memory free."),
            mark("Close other programs that use the GPU, or take a smaller model."),
            gpu=gpu.name,
            free=f"{gpu.free_bytes / 1e6:.0f}",
        ).on(Way.RECOGNITION)
    if gpu.free_bytes is None:
        return ok(mark("{gpu} is ready."), gpu=gpu.name)
    return ok(
        mark("{gpu} is ready; {free} MB of its memory are free."),
        gpu=gpu.name,
        free=f"{gpu.free_bytes / 1e6:.0f}",
    )


CHECK = Check(
    name="gpu",
    area=Area.RECOGNISER,
    title=mark("GPU"),
    why=mark("With a GPU large models keep up with speech."),
    look=look,
)
