"""Whether the processor has what makes small models fast."""

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

_FAST = frozenset({"amx_int8", "avx512_vnni", "avx_vnni", "i8mm", "asimddp"})
_ENOUGH = frozenset({"avx2", "asimd", "neon"})


def look(facts: Facts) -> Judgement:
    """Instructions that add up several products at once: VNNI, DotProd, I8MM, AMX."""
    flags = facts.cpu.flags
    if not flags:
        return inapplicable(mark("The system does not tell what the processor can do."))
    if flags & _FAST:
        return ok(
            mark("{cores} cores with instructions for fast recognition ({names})."),
            cores=str(facts.cpu.cores),
            names=", ".join(sorted(flags & _FAST)),
        )
    if flags & _ENOUGH:
        return ok(
            mark("{cores} cores; small models run well, quantised ones gain little."),
            cores=str(facts.cpu.cores),
        )
    return attention(
        mark("The processor lacks AVX2: recognition is slow on it."),
        mark("Take the smallest model, or a newer machine."),
    ).on(Way.RECOGNITION)


CHECK = Check(
    name="cpu",
    area=Area.RECOGNISER,
    title=mark("Processor"),
    why=mark("Its instructions decide which model keeps up with speech."),
    look=look,
)
