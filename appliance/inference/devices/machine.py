"""The devices of this computer."""

import sys

from appliance.inference.devices.cpu import CpuDevice
from appliance.inference.devices.cuda import CudaDevice
from appliance.inference.devices.device import Device
from appliance.inference.devices.metal import MetalDevice, has_metal


def devices_here(*, limit_bytes: int | None = None) -> list[Device]:
    """Return what this computer could have, best first; each tells by itself whether it is there.

    ``limit_bytes`` is what this process may grow to.
    """
    devices: list[Device] = []
    if sys.platform == "linux":
        devices.append(CudaDevice())
    if has_metal():
        devices.append(MetalDevice())
    return [*devices, CpuDevice(limit_bytes=limit_bytes)]
