"""How much memory a model will take: estimated before it is loaded, so that loading can be refused.

Measured on two x86-64 cores with the starter and with full-size models; rounded up.
"""

from dataclasses import dataclass
from typing import Final

from appliance.modelstore.installed import InstalledModel

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryNeed:
    """Of one model."""

    load_bytes: int
    """Taken as long as it is loaded."""

    decode_bytes: int
    """Taken besides while the longest segment is recognised."""

    @property
    def total_bytes(self) -> int:
        """What must be free before it is loaded."""
        return self.load_bytes + self.decode_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    per_file_byte: float
    library_bytes: int
    decode_bytes: int


_COSTS: Final = {
    # the weights as they lie on disk, and the buffers of a beam search over 30 s
    "whisper": _Cost(per_file_byte=1.3, library_bytes=60 * _MIB, decode_bytes=150 * _MIB),
    # ONNX Runtime repacks int8 weights for the processor while the file's are still there
    "sherpa": _Cost(per_file_byte=1.5, library_bytes=40 * _MIB, decode_bytes=120 * _MIB),
    # a checkpoint is read whole before it is copied into the model; torch itself is large
    "funasr": _Cost(per_file_byte=2.0, library_bytes=490 * _MIB, decode_bytes=500 * _MIB),
}
_UNKNOWN: Final = _COSTS["funasr"]


def memory_need(model: InstalledModel) -> MemoryNeed:
    """Estimate from the size of the files and the engine."""
    cost = _COSTS.get(model.engine, _UNKNOWN)
    return MemoryNeed(
        load_bytes=round(model.size_bytes * cost.per_file_byte) + cost.library_bytes,
        decode_bytes=cost.decode_bytes,
    )
