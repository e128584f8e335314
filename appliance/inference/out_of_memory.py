"""Tells an error for lack of memory from any other; every library has its own."""

from collections.abc import Iterator
from typing import Final

_SAYINGS: Final = (
    "out of memory",  # CUDA, torch, CTranslate2
    "bad_alloc",  # C++
    "failed to allocate",  # ONNX Runtime
    "cannot allocate memory",  # the system
    "can't allocate memory",  # torch on the CPU
    "unable to allocate",  # numpy
    "allocation failed",
    "cublas_status_alloc_failed",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an engine's error, or one that caused it, means that memory ran out."""
    return any(_means_it(one) for one in _chain(error))


def _means_it(error: BaseException) -> bool:
    if isinstance(error, MemoryError):
        return True
    if type(error).__name__ == "OutOfMemoryError":  # torch, which is not imported for this
        return True
    told = str(error).lower()
    return isinstance(error, RuntimeError | OSError) and any(saying in told for saying in _SAYINGS)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__
