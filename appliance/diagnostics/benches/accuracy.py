"""Our pipeline beside bare faster-whisper, without and with a lexicon; terms nobody said."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.evaluation import Evaluation, How, evaluate
from appliance.diagnostics.evaluation_part import figures, to_part
from appliance.diagnostics.evaluation_set import EvaluationSet, Item, read_set
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import ACCURACY
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.samples.built_in import sample_text

_NOISES_DBFS: Final = (-90, -60, -54, -50, -46, -42)
"""From none that matters to that of a workshop."""


async def measure(
    settings: Settings,
    folder: Path,
    *,
    how: How,
    child_command: ChildCommand,
    on_step: Callable[[str], None] = lambda _: None,
) -> Part:
    """Evaluate a folder twice; ``how`` names the lexicon. Raises what ``evaluate`` raises."""
    files = read_set(folder)
    on_step(f"{folder.name}: no lexicon, beside bare faster-whisper")
    plain = await evaluate(
        settings, files, how=replace(how, packs=(), bare=True), child_command=child_command
    )
    if not how.packs:
        return accuracy_part(folder.name, plain)
    on_step(f"{folder.name}: with the lexicon")
    helped = await evaluate(settings, files, how=how, child_command=child_command)
    return accuracy_part(folder.name, plain, helped)


def accuracy_part(name: str, plain: Evaluation, helped: Evaluation | None = None) -> Part:
    """Return the figures without a lexicon, and beside them those with one that it changes.

    Of files without a term the lexicon cannot lower the CER, so no ratio is asked of them.
    """
    part = to_part(plain, name=f"accuracy-{name}", title=f"Accuracy on {name}")
    found = dict(part.figures)
    if helped is not None:
        with_lexicon = figures(helped)
        if "cer" in with_lexicon:
            found["lexicon_cer"] = with_lexicon["cer"]
        for term_figure in ("hot_word_recall", "hot_words_spoken", "false_insertions"):
            if term_figure in with_lexicon:
                found[term_figure] = with_lexicon[term_figure]
        if with_lexicon.get("hot_words_spoken") and found.get("cer"):
            found["cer_ratio_with_lexicon"] = round(with_lexicon["cer"] / found["cer"], 4)
        part = replace(
            part,
            conditions={**part.conditions, "lexicon": helped.conditions["lexicon"]},
            details={**part.details, "with_lexicon": [one.as_json() for one in helped.files]},
        )
    targets = {name: target for name, target in ACCURACY.items() if name in found}
    return replace(part, figures=found, targets=targets)


async def measure_unrelated(
    settings: Settings, *, minutes: float, how: How, child_command: ChildCommand
) -> Part:
    """Count terms that turn up in speech that is about other things.

    It is the built-in meeting again and again, in different noise and at different speeds.
    """
    with tempfile.TemporaryDirectory(prefix="tingxia-unrelated-") as folder:
        files = unrelated_speech(Path(folder), minutes)
        evaluation = await evaluate(settings, files, how=how, child_command=child_command)
    return unrelated_part(evaluation, minutes)


def unrelated_part(evaluation: Evaluation, minutes: float) -> Part:
    """Return what was counted."""
    part = to_part(
        evaluation, name="unrelated-speech", title="Terms of the lexicon in unrelated speech"
    )
    return Part(
        name=part.name,
        title=part.title,
        conditions={**part.conditions, "minutes": f"{minutes:g}"},
        figures={"false_insertions": part.figures["false_insertions"], "cer": part.figures["cer"]},
        targets={"false_insertions": ACCURACY["false_insertions"]},
        details=part.details,
    )


def unrelated_speech(folder: Path, minutes: float) -> EvaluationSet:
    """Write the meeting in different noise and pitch until there are so many minutes."""
    clean = built_in("meeting_zh").astype(np.float64) / 32768
    items: list[Item] = []
    written_s = 0.0
    while written_s < minutes * 60:
        number = len(items)
        audio = _disturbed(clean, number)
        file = folder / f"meeting-{number}.wav"
        soundfile.write(file, audio, SAMPLE_RATE_HZ, subtype="PCM_16")
        items.append(Item(file=file, reference=sample_text(), language="zh"))
        written_s += len(audio) / SAMPLE_RATE_HZ
    return EvaluationSet(folder=folder, items=tuple(items), without_reference=())


def _disturbed(clean: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """Play it a little faster or slower, louder or softer, in noise; the same every time."""
    dice = np.random.default_rng(number)
    speed = 1.0 if number == 0 else dice.uniform(0.92, 1.1)
    places = np.arange(0, len(clean) - 1, speed)
    audio = np.interp(places, np.arange(len(clean)), clean) * dice.uniform(0.4, 1.0)
    level = 10 ** (_NOISES_DBFS[number % len(_NOISES_DBFS)] / 20)
    return np.asarray(np.clip(audio + level * dice.standard_normal(len(audio)), -1.0, 1.0))
