"""faster-whisper as it comes: the starter's weights through its own ``transcribe``.

What the box's pipeline is compared with: int8, beam 5, no voice detection, no prompt.
"""

from pathlib import Path

from faster_whisper import WhisperModel

from appliance.inference.engine_thread import to_samples_array


class BareWhisper:
    """On the CPU."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Load the weights."""
        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads
        )

    def transcribe(self, pcm: bytes, *, language: str) -> str:
        """Return the text of 16-bit PCM at 16 kHz."""
        segments, _ = self._model.transcribe(
            to_samples_array(pcm),
            language=None if language == "auto" else language,
            beam_size=5,
            vad_filter=False,
            initial_prompt=None,
        )
        return "".join(segment.text for segment in segments).strip()
