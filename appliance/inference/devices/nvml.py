"""Memory of an NVIDIA GPU, asked of its driver.

The driver's own library (NVML) is called directly: it comes with the driver, is there whenever a
GPU can be used, and asking it takes no memory on the GPU, as CUDA itself would.
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

LIBRARY: Final = "libnvidia-ml.so.1"
_SUCCESS: Final = 0
_NAME_BYTES: Final = 96


class _Memory(ctypes.Structure):
    """``nvmlMemory_t``."""

    _fields_ = (
        ("total", ctypes.c_ulonglong),
        ("free", ctypes.c_ulonglong),
        ("used", ctypes.c_ulonglong),
    )


class NvmlError(Exception):
    """There is no driver, no GPU, or it does not answer; the text says which."""


class Nvml:
    """The first GPU, as NVML sees it."""

    def __init__(self, *, open_library: Callable[[str], Any] = ctypes.CDLL) -> None:
        """Connect to the driver. Raises NvmlError."""
        try:
            self._library = open_library(LIBRARY)
        except OSError as error:
            raise NvmlError("no NVIDIA driver is installed") from error
        self._do("nvmlInit_v2")
        self._device = ctypes.c_void_p()
        self._do("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(0), ctypes.byref(self._device))

    def name(self) -> str:
        """Return what the GPU calls itself. Raises NvmlError."""
        name = ctypes.create_string_buffer(_NAME_BYTES)
        self._do("nvmlDeviceGetName", self._device, name, ctypes.c_uint(_NAME_BYTES))
        return name.value.decode(errors="replace")

    def free_bytes(self) -> int:
        """Return the memory that nobody uses. Raises NvmlError, always on a Tegra."""
        memory = _Memory()
        self._do("nvmlDeviceGetMemoryInfo", self._device, ctypes.byref(memory))
        return int(memory.free)

    def _do(self, function: str, *arguments: Any) -> None:
        code = getattr(self._library, function)(*arguments)
        if code != _SUCCESS:
            raise NvmlError(f"the NVIDIA driver answers {function} with error {code}")
