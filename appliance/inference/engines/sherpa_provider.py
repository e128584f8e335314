"""Which of ONNX Runtime's providers sherpa-onnx is asked for, and which one it really uses.

sherpa-onnx falls back to the CPU with no more than a line on stderr, so what it uses is read
from the libraries that lie beside it and those the process has loaded.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sherpa_onnx

from appliance.inference.placement import Placement

LIBRARIES: Final = Path(sherpa_onnx.__file__).parent / "lib"
"""Where sherpa-onnx keeps its own, and ONNX Runtime's."""

_CUDA_LIBRARY: Final = "libonnxruntime_providers_cuda.so"
_LOADED: Final = Path("/proc/self/maps")


@dataclass(frozen=True, slots=True, kw_only=True)
class SherpaProvider:
    """What to ask sherpa-onnx for."""

    name: str
    """cpu, cuda or coreml."""

    placement: Placement
    libraries: Path = LIBRARIES

    refused: str = ""
    """Why the device chosen was not even asked for."""

    @classmethod
    def choose(cls, placement: Placement, libraries: Path = LIBRARIES) -> "SherpaProvider":
        """Ask for no more than this build of sherpa-onnx has."""
        name, refused = "cpu", ""
        if placement.device.startswith("cuda"):
            if (libraries / _CUDA_LIBRARY).exists():
                name = "cuda"
            else:
                refused = "this build of sherpa-onnx is without CUDA"
        elif placement.device == "mps":
            if sys.platform == "darwin":
                name = "coreml"
            else:
                refused = "sherpa-onnx has no Metal"
        return cls(name=name, placement=placement, libraries=libraries, refused=refused)

    def used(self, loaded: Path = _LOADED) -> tuple[str, str]:
        """Return the device in use and why; true after a model was loaded."""
        device, refused = "cpu", self.refused
        if self.name == "cuda":
            if str(self.libraries / _CUDA_LIBRARY) in loaded.read_text(encoding="utf-8"):
                device = "cuda:0"
            else:
                refused = "sherpa-onnx could not load its CUDA libraries and fell back"
        elif self.name == "coreml":
            return "mps", (
                f"{self.placement.reason}; through Core ML, "
                "which leaves to the processor what it cannot do and does not tell"
            )
        if refused:
            return device, f"{self.placement.device} was chosen, but {refused}"
        return device, self.placement.reason
