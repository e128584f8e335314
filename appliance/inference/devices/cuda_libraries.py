"""Whether the library of an engine can use an NVIDIA GPU; imported only when asked about."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

_SHERPA_PROVIDER: Final = "libonnxruntime_providers_cuda.so"


def why_not(engine: str) -> str:
    """Say what keeps an engine from using a GPU; empty if nothing does."""
    check = _CHECKS.get(engine)
    if check is None:
        return f"the engine {engine} cannot use it"
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a broken library is as good as none
        return f"the library of the engine {engine} fails: {error}"


def _whisper() -> str:
    count: int = import_module("ctranslate2").get_cuda_device_count()
    return "" if count else "CTranslate2 finds no GPU that it can use"


def _sherpa() -> str:
    """Look into the package instead of importing it: the wheels on PyPI are for the CPU alone."""
    package = find_spec("sherpa_onnx")
    for folder in (package.submodule_search_locations or ()) if package else ():
        if any(Path(folder).rglob(_SHERPA_PROVIDER)):
            return ""
    return "this build of sherpa-onnx is for the processor alone"


def _funasr() -> str:
    cuda = import_module("torch").cuda
    if cuda.is_available():
        return ""
    if import_module("torch").version.cuda:
        return "torch finds no GPU that it can use"
    return "this build of torch is for the processor"


_CHECKS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {"whisper": _whisper, "sherpa": _sherpa, "funasr": _funasr}
)
