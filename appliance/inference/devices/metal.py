"""Apple's GPU, which torch calls mps. Only the funasr engine can use it."""

import platform
import sys
from collections.abc import Callable
from typing import Any, Final

import psutil

from appliance.inference.devices.device import DeviceReport

_ENGINE: Final = "funasr"


def _torch() -> Any:
    import torch

    return torch


class MetalDevice:
    """A Device. Its memory is the machine's."""

    name = "mps"

    def __init__(self, *, torch: Callable[[], Any] = _torch) -> None:
        self._torch = torch
        self._is_in_use = False

    def report(self, engine: str) -> DeviceReport:
        """See Device."""
        reason = ""
        if engine != _ENGINE:
            reason = f"the engine {engine} cannot use it"
        else:
            try:
                built, there = self._availability()
            except ImportError as error:
                built, there, reason = False, False, f"torch is not installed: {error}"
            if not reason and not built:
                reason = "this torch was built without it"
            elif not reason and not there:
                reason = "macOS 12.3 or newer and a GPU that it supports are needed"
        self._is_in_use = self._is_in_use or not reason
        return DeviceReport(name=self.name, usable=not reason, reason=reason)

    def free_bytes(self) -> int | None:
        """See Device: what Metal recommends less what is taken, and no more than is free."""
        free = int(psutil.virtual_memory().available)
        if not self._is_in_use:
            return free
        mps = self._torch().mps
        return min(free, int(mps.recommended_max_memory()) - int(mps.driver_allocated_memory()))

    def _availability(self) -> tuple[bool, bool]:
        mps = self._torch().backends.mps
        return bool(mps.is_built()), bool(mps.is_available())


def has_metal() -> bool:
    """Tell whether this computer could have one."""
    return sys.platform == "darwin" and platform.machine() == "arm64"
