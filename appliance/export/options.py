"""What an export is made of."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """Formats of a recording that is carried away; each value is the file's suffix."""

    TXT = "txt"
    MARKDOWN = "md"
    SRT = "srt"
    VTT = "vtt"
    JSON = "json"
    CSV = "csv"
    DOCX = "docx"
    FLAC = "flac"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """The same for all recordings of an export."""

    formats: tuple[Format, ...] = (Format.TXT, Format.SRT, Format.JSON)
    use_raw_text: bool = False
    """As the recogniser gave it, before hot words, numbers and punctuation."""

    with_speakers: bool = True
    with_times: bool = True
    """In TXT, Markdown and DOCX; the others cannot do without."""

    recipient: str = ""
    """An age public key (``age1…``): only its owner can read the files. Empty encrypts nothing."""

    @property
    def is_audio_alone(self) -> bool:
        """Whether a recording without its audio has nothing to be exported."""
        return set(self.formats) == {Format.FLAC}
