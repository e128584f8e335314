"""Which settings the screen may change, and what it says about each.

Ranges, choices and defaults are those of `appliance.config`; they are not written here again. All
texts are message ids of the screen's catalogues.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from appliance.station.face_settings import Group, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting."""

    group: Group
    title: str
    what: str
    is_advanced: bool = False
    options: Mapping[Value, str] = field(default_factory=dict)
    """Titles of the values offered; every value of a setting with fixed choices has one."""

    step: float = 1.0
    """Of a number, for one tap."""


_LANGUAGES: Final[Mapping[Value, str]] = MappingProxyType(
    {
        "zh": "Chinese",
        "en": "English",
        "yue": "Cantonese",
        "ja": "Japanese",
        "ko": "Korean",
        "auto": "Find out by itself",
    }
)
_AUTO_OFF: Final[Mapping[Value, str]] = MappingProxyType({"auto": "On", "off": "Off"})

TABLE: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "inference.language": Row(
            group=Group.RECOGNITION,
            title="Spoken language",
            what="The language that is spoken in the room.",
            options=_LANGUAGES,
        ),
        "text.script": Row(
            group=Group.RECOGNITION,
            title="Chinese characters",
            what="The script in which Chinese is written.",
            options={
                "simplified": "Simplified",
                "traditional": "Traditional",
                "as-is": "As recognised",
            },
        ),
        "text.itn": Row(
            group=Group.RECOGNITION,
            title="Numbers as digits",
            what="Writes spoken numbers, dates and units in digits.",
        ),
        "text.punctuation": Row(
            group=Group.RECOGNITION,
            title="Punctuation",
            what="Adds commas, full stops and question marks.",
            options=_AUTO_OFF,
        ),
        "text.hot_words": Row(
            group=Group.RECOGNITION,
            title="Hot words",
            what="Corrects the text towards the names and terms of the lists.",
        ),
        "text.speakers": Row(
            group=Group.RECOGNITION,
            title="Speakers",
            what="Tells after a recording who spoke when.",
            options=_AUTO_OFF,
        ),
        "endpointing.preset": Row(
            group=Group.RECOGNITION,
            title="Kind of room",
            what="How speech is cut into sentences; sets the values below.",
            options={
                "meeting": "Meeting",
                "dialogue": "Conversation of two",
                "lecture": "Lecture",
                "noisy-floor": "Noisy factory floor",
            },
        ),
        "endpointing.vad": Row(
            group=Group.RECOGNITION,
            title="Speech detector",
            what="Finds where somebody speaks.",
            is_advanced=True,
            options={
                "silero": "Silero, exact",
                "webrtc": "WebRTC, light",
                "fsmn": "FSMN, an installed model",
            },
        ),
        "endpointing.threshold": Row(
            group=Group.RECOGNITION,
            title="Speech threshold",
            what="Higher takes less noise for speech, and misses more quiet words.",
            is_advanced=True,
            step=0.05,
        ),
        "endpointing.trailing_silence_ms": Row(
            group=Group.RECOGNITION,
            title="Pause that ends a sentence",
            what="Shorter brings the text sooner, longer keeps sentences whole.",
            is_advanced=True,
            step=100,
        ),
        "endpointing.min_speech_ms": Row(
            group=Group.RECOGNITION,
            title="Shortest speech",
            what="Shorter sounds are taken for noise.",
            is_advanced=True,
            step=10,
        ),
        "endpointing.preroll_ms": Row(
            group=Group.RECOGNITION,
            title="Kept before a sentence",
            what="Keeps the first sound of a sentence from being cut off.",
            is_advanced=True,
            step=50,
        ),
        "endpointing.max_segment_s": Row(
            group=Group.RECOGNITION,
            title="Longest sentence",
            what="Longer speech is cut at its quietest place.",
            is_advanced=True,
        ),
        "inference.device": Row(
            group=Group.RECOGNITION,
            title="Computing device",
            what="Where the recogniser runs; by itself it takes the best one there is.",
            is_advanced=True,
            options={
                "auto": "Find out by itself",
                "cuda": "NVIDIA graphics card",
                "mps": "Apple graphics",
                "cpu": "Processor",
            },
        ),
        "inference.threads": Row(
            group=Group.RECOGNITION,
            title="Processor cores",
            what="How many cores the recogniser uses; 0 takes all real ones.",
            is_advanced=True,
        ),
        "capture.mic": Row(
            group=Group.AUDIO,
            title="Microphone",
            what="The microphone that is recorded.",
            options={"auto": "Find out by itself"},
        ),
        "capture.preroll_s": Row(
            group=Group.AUDIO,
            title="Kept from before the tap",
            what="A recording begins so many seconds before it is started.",
            step=0.5,
        ),
        "capture.record_on_speech": Row(
            group=Group.AUDIO,
            title="Record when somebody speaks",
            what="The box listens and begins a recording by itself when somebody speaks.",
            is_advanced=True,
        ),
        "station.end_after_minutes": Row(
            group=Group.AUDIO,
            title="End what began by itself",
            what="Such a recording ends by itself after so long without speech.",
            is_advanced=True,
        ),
        "station.ask_after_minutes": Row(
            group=Group.AUDIO,
            title="Ask about a forgotten recording",
            what="Asks after so long without a word whether to go on; 0 never asks.",
            step=5,
        ),
        "retention.trash_days": Row(
            group=Group.STORAGE,
            title="Days in the trash",
            what="What was deleted can be brought back for so long.",
            is_advanced=True,
        ),
        "retention.max_age_days": Row(
            group=Group.STORAGE,
            title="Delete after days",
            what="Older recordings go to the trash by themselves; 0 keeps them for ever.",
            is_advanced=True,
        ),
        "retention.keep_free_bytes": Row(
            group=Group.STORAGE,
            title="Space to keep free",
            what="With less free space the oldest recordings are removed; 0 never does.",
            is_advanced=True,
            step=1_000_000_000,
        ),
        "retention.only_exported": Row(
            group=Group.STORAGE,
            title="Delete only what was exported",
            what="Nothing is deleted by itself before it was carried away on a stick.",
            is_advanced=True,
        ),
        "batch.watch_dir": Row(
            group=Group.STORAGE,
            title="Watched folder",
            what="Audio files in this folder are transcribed by themselves; empty watches none.",
            is_advanced=True,
        ),
        "storage.encrypt": Row(
            group=Group.PRIVACY,
            title="Encrypt recordings",
            what="New recordings are encrypted; deleting one makes it unreadable for ever.",
            is_advanced=True,
        ),
        "station.kiosk": Row(
            group=Group.PRIVACY,
            title="Kiosk mode",
            what="Hides settings and deletion until the PIN is given.",
            is_advanced=True,
        ),
        "station.locale": Row(
            group=Group.APPEARANCE,
            title="Language of the screen",
            what="The language in which this screen begins.",
            options={"zh-CN": "Chinese", "en": "English"},
        ),
        "export.recipient": Row(
            group=Group.STICK,
            title="Key for exports",
            what="With a public age key, every export can be read by its owner only.",
            is_advanced=True,
        ),
        "log.level": Row(
            group=Group.ABOUT,
            title="Detail of the log",
            what="How much the box writes down about its own work.",
            is_advanced=True,
            options={
                "DEBUG": "Everything",
                "INFO": "Normal",
                "WARNING": "Warnings",
                "ERROR": "Errors only",
            },
        ),
    }
)
