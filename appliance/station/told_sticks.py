"""What is known about sticks, as messages for the command line, cut so that each fits."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TypeVar

from appliance.domain.stick_contents import StickContents
from appliance.station.face_sticks import (
    AudioOutcome,
    BundleProgress,
    PackOutcome,
    StickProgress,
    StickStep,
)
from appliance.wire.sticks import (
    LINES_PER_MESSAGE,
    AudioImportTold,
    AudioLine,
    BundleImportTold,
    PackLine,
    PacksTold,
    RefusedLine,
    StickContentsTold,
    StickFileLine,
)

Item = TypeVar("Item")

_LISTS = ("audio", "lexicons", "models", "bundles", "refused")


def contents(found: StickContents) -> Iterator[StickContentsTold]:
    """Cut what is on a stick into messages."""
    counts = {
        "refused_count": found.refused_count,
        "exported_count": found.exported_count,
        "other_count": found.other_count,
        "looked_at": found.looked_at,
        "cut_short": found.cut_short.value if found.cut_short is not None else "",
    }
    items = [(name, item) for name in _LISTS for item in getattr(found, name)]
    parts = list(_parts(items))
    for number, part in enumerate(parts, start=1):
        lists: dict[str, list[StickFileLine | RefusedLine]] = {}
        for name, item in part:
            line = RefusedLine if name == "refused" else StickFileLine
            lists.setdefault(name, []).append(line(**asdict(item)))
        yield StickContentsTold.model_validate({**counts, **lists, "last": number == len(parts)})


def audio_steps(progress: StickProgress) -> Iterator[AudioImportTold]:
    """Convert a step of an import."""
    parts = list(_parts(progress.outcomes))
    for number, part in enumerate(parts, start=1):
        yield AudioImportTold(
            step=progress.step.value,
            file=progress.file,
            done_bytes=progress.done_bytes,
            total_bytes=progress.total_bytes,
            outcomes=tuple(map(_audio, part)),
            last=progress.step is StickStep.DONE and number == len(parts),
        )


def bundle_step(progress: BundleProgress) -> BundleImportTold:
    """Convert a step of a bundle."""
    return BundleImportTold.model_validate(
        {**asdict(progress), "last": progress.step is StickStep.DONE}
    )


def packs(outcomes: Sequence[PackOutcome]) -> Iterator[PacksTold]:
    """Cut what became of packs into messages."""
    parts = list(_parts(outcomes))
    for number, part in enumerate(parts, start=1):
        yield PacksTold(outcomes=tuple(map(_pack, part)), last=number == len(parts))


def _audio(outcome: AudioOutcome) -> AudioLine:
    return AudioLine(**(asdict(outcome) | {"refusal": outcome.refusal or ""}))


def _pack(outcome: PackOutcome) -> PackLine:
    return PackLine(**(asdict(outcome) | {"refusal": outcome.refusal or ""}))


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut into parts; what is empty is one empty part."""
    for first in range(0, max(len(items), 1), LINES_PER_MESSAGE):
        yield items[first : first + LINES_PER_MESSAGE]
