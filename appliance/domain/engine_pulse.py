"""Slowness is no hang: how it shows that an engine works while a single call is not over yet."""

from typing import Final

STEP_CPU_S: Final = 0.2
"""So much processor time of the engine counts as a step; what idle threads use is far less."""

_CALL_CPU_S: Final = 120.0
_AUDIO_CPU_RATIO: Final = 60.0


def allowed_cpu_s(audio_s: float) -> float:
    """Return how much processor time a call may use before it is taken for endless.

    Far more than any model needs: threads that wait for each other on a busy machine burn time.
    """
    return _CALL_CPU_S + _AUDIO_CPU_RATIO * audio_s


class EnginePulse:
    """Counts finished calls and, within a call, the processor time it uses.

    A call that uses none is hung and one that uses too much is endless: neither moves the count.
    Processor time and not the clock's, for on a busy machine the clock tells nothing.
    """

    def __init__(self) -> None:
        self._count = 0
        self._finished = 0
        self._began_cpu_s = 0.0
        self._counted_cpu_s = 0.0

    def beat(self, *, finished: int, cpu_s: float, audio_s: float) -> int:
        """Return the count: ``finished`` calls, now in one with so much audio.

        ``cpu_s`` is the processor time used so far.
        """
        if finished != self._finished:
            self._finished = finished
            self._began_cpu_s = cpu_s
            self._step(cpu_s)
        elif (
            cpu_s - self._counted_cpu_s >= STEP_CPU_S
            and cpu_s - self._began_cpu_s <= allowed_cpu_s(audio_s)
        ):
            self._step(cpu_s)
        return self._count

    def _step(self, cpu_s: float) -> None:
        self._count += 1
        self._counted_cpu_s = cpu_s
