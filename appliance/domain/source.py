"""The file that a recording was made from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of an imported file; the hash recognises it when it comes again."""

    name: str
    sha256: str
    size_bytes: int
