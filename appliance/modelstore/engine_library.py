"""Whether the library of an engine is installed, found out without importing it."""

from collections.abc import Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from appliance.modelstore.errors import ModelError

_LIBRARIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "whisper": ("faster_whisper", "tingxia[starter]"),
        "sherpa": ("sherpa_onnx", "tingxia"),
        "funasr": ("funasr", "tingxia[funasr]"),
    }
)
"""Import name, and what pip installs to have it."""


def require_engine(engine: str) -> None:
    """Raise ModelError with the command that installs an engine, if it is not installed."""
    module, _ = _LIBRARIES[engine]
    try:
        found = find_spec(module) is not None
    except ValueError:  # imported, but without a spec
        found = True
    if not found:
        raise not_installed(engine, f"there is no {module}")


def not_installed(engine: str, reason: object) -> ModelError:
    """Return the error with the command that installs an engine."""
    return ModelError(
        "The engine {engine} is not installed: {reason}.",
        hint="Choose another model in the settings (recognition), or ask whoever looks after the "
        'box to install it: pip install "{requirement}"',
        engine=engine,
        reason=reason,
        requirement=_LIBRARIES[engine][1],
    )
