"""An evaluation in figures."""

import hashlib
from collections.abc import Sequence

from appliance.diagnostics.error_rate import ErrorRate
from appliance.diagnostics.evaluated_file import EvaluatedFile
from appliance.diagnostics.evaluation import Evaluation
from appliance.diagnostics.measured import Part
from appliance.diagnostics.term_counts import TermCounts


def to_part(evaluation: Evaluation, *, name: str = "eval", title: str = "Evaluation") -> Part:
    """Return the sums over all files; rates only where there is something to count."""
    return Part(
        name=name,
        title=title,
        conditions={**evaluation.conditions, "files": fingerprint(evaluation.files)},
        figures=figures(evaluation),
        details={
            "files_refused": [str(error) for error in evaluation.refused],
            "files_without_reference": list(evaluation.without_reference),
            "files_done": [file.as_json() for file in evaluation.files],
        },
    )


def figures(evaluation: Evaluation) -> dict[str, float]:
    """Return them in the order they are read."""
    files = evaluation.files
    found: dict[str, float] = {}
    found |= _rates(files)
    if evaluation.has_terms:
        found |= _terms(files)
    found |= _silence(files)
    audio_s, took_s = sum(one.audio_s for one in files), sum(one.took_s for one in files)
    if audio_s:
        found["rtf"] = round(took_s / audio_s, 4)
    found["peak_rss_mb"] = round(evaluation.peak_rss_bytes / 2**20, 1)
    return found | _bare(files)


def fingerprint(files: Sequence[EvaluatedFile]) -> str:
    """Return the number of files and a hash of what is said in them."""
    told = "\n".join(f"{one.name}\t{one.reference}" for one in files)
    return f"{len(files)} ({hashlib.sha256(told.encode()).hexdigest()[:8]})"


def _rates(files: Sequence[EvaluatedFile]) -> dict[str, float]:
    characters = _sum([one.characters for one in files])
    words = _sum([one.words for one in files if one.words is not None])
    found: dict[str, float] = {}
    if characters.reference_length:
        found |= {
            "cer": round(characters.rate, 4),
            "characters": characters.reference_length,
            "substitutions": characters.substitutions,
            "insertions": characters.insertions,
            "deletions": characters.deletions,
        }
    if words.reference_length:
        found |= {"wer": round(words.rate, 4), "words": words.reference_length}
    return found


def _terms(files: Sequence[EvaluatedFile]) -> dict[str, float]:
    terms = sum((one.terms for one in files), TermCounts())
    found: dict[str, float] = {}
    if terms.recall is not None:
        found["hot_word_recall"] = round(terms.recall, 4)
    return found | {"hot_words_spoken": terms.spoken, "false_insertions": terms.false_insertions}


def _silence(files: Sequence[EvaluatedFile]) -> dict[str, float]:
    silent = [one for one in files if one.silent_characters is not None]
    silent_s = sum(one.audio_s for one in silent)
    if not silent_s:
        return {}
    characters = sum(one.silent_characters or 0 for one in silent)
    return {"characters_per_silent_hour": round(characters * 3600 / silent_s, 2)}


def _bare(files: Sequence[EvaluatedFile]) -> dict[str, float]:
    bare = [one.bare for one in files if one.bare is not None]
    if not bare:
        return {}
    took_s = sum(one.took_s for one in bare)
    characters = _sum([one.characters for one in bare])
    words = _sum([one.words for one in bare if one.words is not None])
    found = {
        "bare_rtf": round(took_s / sum(one.audio_s for one in files), 4),
        "rtf_ratio_to_bare": round(sum(one.took_s for one in files) / took_s, 4),
    }
    if characters.reference_length:
        found["bare_cer"] = round(characters.rate, 4)
    if characters.rate:
        ours = _sum([one.characters for one in files])
        found["cer_ratio_to_bare"] = round(ours.rate / characters.rate, 4)
    if words.reference_length:
        found["bare_wer"] = round(words.rate, 4)
    return found


def _sum(rates: Sequence[ErrorRate]) -> ErrorRate:
    return sum(rates, ErrorRate())
