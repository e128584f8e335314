"""What this project holds itself to on two cores, by class of model.

The figures for captions are those of the design for speech (two cores, nothing else at work);
those for a model of SenseVoice's size are the acceptance figures of the recognition work. A
model of another class has no targets.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from appliance.diagnostics.long_run import (
    CHARACTERS_PER_HOUR,
    LONGEST_HOLE,
    SHIFT_S,
    SLOPE_PERCENT_PER_HOUR,
)
from appliance.modelstore.installed import Family

STARTER: Final = MappingProxyType({"first_partial_p95_s": 1.0, "final_p95_s": 1.6, "tax": 1.10})
SENSE_VOICE_SIZED: Final = MappingProxyType(
    {
        "first_partial_p95_s": 1.0,
        "final_p95_s": 1.0,
        "tax": 1.05,
        "rss_mb": 600.0,
        "load_s": 3.0,
    }
)

WHOLE_BOX: Final = MappingProxyType(
    {
        "recording_possible_s": 2.5,
        "page_served_s": 4.0,
        "model_ready_s": 10.0,
        "without_inference_mb": 350.0,
    }
)
"""Of `tingxia up`, with the starter."""

SILENCE: Final = MappingProxyType(
    {
        "silence_characters_per_hour": CHARACTERS_PER_HOUR,
        "machine_characters_per_hour": CHARACTERS_PER_HOUR,
        "music_characters_per_hour": CHARACTERS_PER_HOUR,
    }
)

LONG: Final = MappingProxyType(
    {
        "slope_percent_per_hour": SLOPE_PERCENT_PER_HOUR,
        "p95_shift_s": SHIFT_S,
        "longest_hole_characters": float(LONGEST_HOLE),
    }
)
"""The slope of memory after the first ten minutes; it means little in less than an hour."""

LEXICON: Final = MappingProxyType({"load_s": 2.0, "segment_p95_ms": 5.0})
"""Of 100,000 terms."""

EXPORT: Final = MappingProxyType({"throughput_share_of_copy": 0.8})
"""Of `cp -r`, `sync` and hashing of the same bytes."""

ENCRYPTION: Final = MappingProxyType({"range_read_p95_ms": 20.0, "size_ratio": 1.01})
"""Of a read of four seconds by a player."""

ACCURACY: Final = MappingProxyType(
    {
        "cer_ratio_to_bare": 1.0,
        "hot_word_recall": 0.9,
        "false_insertions": 1.0,
        "cer_ratio_with_lexicon": 0.7,
    }
)
"""Our CER ÷ that of bare faster-whisper; CER with the lexicon ÷ CER without it."""

BATCH: Final = MappingProxyType({"batch_tax": round(1 / 0.95, 4)})
"""Throughput of at least 0.95 of the bare engine's."""

LONG_FILE: Final = MappingProxyType(
    {
        "first_text_s": 20.0,
        "decoder_peak_mb": 300.0,
        "progress_off_ratio": 0.1,
        "told_end_off_ratio": 0.1,
    }
)
"""Of six hours. Progress: the share shown − the share of the time; the end: of the whole time."""

LIBRARY: Final = MappingProxyType(
    {
        "database_ratio": 3.0,
        "search_p95_ms": 50.0,
        "history_p95_ms": 30.0,
        "start_check_s": 5.0,
    }
)
"""Of 10,000 recordings with 1,000,000 utterances; the database ÷ the UTF-8 of its text. The start
is the whole opening of the library, the database not in the system's cache."""

SCREEN: Final = MappingProxyType(
    {
        "tap_p95_ms": 150.0,
        "key_p95_ms": 50.0,
        "record_opens_again_p50_s": 1.0,
        "history_opens_again_p50_s": 1.0,
        "transcript_opens_again_p50_s": 1.5,
        "frames_with_blank_rows_percent": 0.0,
        "idle_station_cpu_percent": 2.0,
        "live_station_cpu_percent": 15.0,
    }
)
"""On two cores that also transcribe; percent of one core."""

SCREEN_OPEN: Final = MappingProxyType({"station_growth_mb": 5.0, "heap_growth_mb": 5.0})
"""In eight hours of the Record page with captions, after a quarter of it as warm-up."""

_BY_FAMILY: Final = MappingProxyType(
    {
        Family.WHISPER: STARTER,
        Family.SENSE_VOICE: SENSE_VOICE_SIZED,
        Family.PARAFORMER: SENSE_VOICE_SIZED,
    }
)


def targets_for(family: Family, names: tuple[str, ...]) -> Mapping[str, float]:
    """Return the targets of a model's class for these figures."""
    known = _BY_FAMILY.get(family, MappingProxyType({}))
    return {name: known[name] for name in names if name in known}
