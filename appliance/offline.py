"""No library of ours may call out; each is told so in the way it listens to."""

import os
from typing import Final

OFFLINE: Final = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    # ONNX Runtime reports to its maker since 1.29 unless this is set before it is loaded.
    "ORT_DISABLE_TELEMETRY": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TRANSFORMERS_OFFLINE": "1",
}
"""Environment variables; children inherit them."""


def go_offline() -> None:
    """Set them for this process; call it before any library is imported that may call out."""
    os.environ.update(OFFLINE)
