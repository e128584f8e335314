"""``selftests.jsonl``: the last self-tests, one JSON object a line."""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from appliance.diagnostics.selftest_result import SelfTestResult, SelfTestVerdict
from appliance.recordings.durable import replace_file

NAME: Final = "selftests.jsonl"
KEPT: Final = 200
"""More than half a year of nights."""

_LARGEST_BYTES: Final = 1024 * 1024


class SelfTestLog:
    """Reads and writes the file as a whole: it is small, and written once a day."""

    def __init__(self, data: Path) -> None:
        """Keep it in the data folder."""
        self._file = data / NAME

    def read(self) -> tuple[SelfTestResult, ...]:
        """Return all results, oldest first; lines that cannot be read are passed over."""
        try:
            with self._file.open("rb") as file:
                content = file.read(_LARGEST_BYTES)
        except OSError:
            return ()
        results = (decoded(line) for line in content.split(b"\n"))
        return tuple(result for result in results if result is not None)

    def add(self, result: SelfTestResult) -> None:
        """Add one; it is on the disk itself when this returns. Raises OSError."""
        results = [*self.read(), result][-KEPT:]
        lines = (json.dumps(asdict(each), ensure_ascii=False) for each in results)
        replace_file(self._file, "".join(f"{line}\n" for line in lines).encode(errors="replace"))


def decoded(line: bytes) -> SelfTestResult | None:
    """Decode a line; None if it is none of ours."""
    try:
        raw: dict[str, Any] = json.loads(line)
        raw["verdict"] = SelfTestVerdict(raw["verdict"])
        numbers = {name: float(raw[name]) for name in ("cer", "rtf", "audio_s")}
        known = {field.name: raw[field.name] for field in fields(SelfTestResult)}
        result = SelfTestResult(**{**known, **numbers})
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    texts = (result.at, result.model, result.model_sha256, result.device)
    is_sound = all(isinstance(text, str) for text in texts)
    return result if is_sound and isinstance(result.peak_bytes, int) else None
