"""An NVIDIA GPU, of its own memory or a Tegra's."""

from collections.abc import Callable

from appliance.inference.devices import tegra
from appliance.inference.devices.cuda_libraries import why_not
from appliance.inference.devices.device import DeviceReport
from appliance.inference.devices.nvml import Nvml, NvmlError


class CudaDevice:
    """A Device: the first GPU."""

    name = "cuda"

    def __init__(
        self,
        *,
        connect: Callable[[], Nvml] = Nvml,
        is_tegra: Callable[[], bool] = tegra.is_tegra,
        available_bytes: Callable[[], int | None] = tegra.available_bytes,
        why_not: Callable[[str], str] = why_not,
    ) -> None:
        """``why_not`` tells what keeps an engine's library from using a GPU."""
        self._connect = connect
        self._is_tegra = is_tegra()
        self._available_bytes = available_bytes
        self._why_not = why_not
        self._nvml: Nvml | None = None

    def report(self, engine: str) -> DeviceReport:
        """See Device. The driver is asked first, for that costs nothing."""
        try:
            name = "Tegra" if self._is_tegra else self._driver().name()
        except NvmlError as error:
            return DeviceReport(name=self.name, usable=False, reason=str(error))
        against = self._why_not(engine)
        if against:
            return DeviceReport(name=self.name, usable=False, reason=f"{name}: {against}")
        return DeviceReport(name=self.name, usable=True, reason=name)

    def free_bytes(self) -> int | None:
        """See Device."""
        if self._is_tegra:
            return self._available_bytes()
        try:
            return self._driver().free_bytes()
        except NvmlError:
            return None

    def _driver(self) -> Nvml:
        if self._nvml is None:
            self._nvml = self._connect()
        return self._nvml
