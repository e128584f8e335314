"""The files of an evaluation as a table, and what could not be counted."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.diagnostics.error_rate import ErrorRate
from appliance.diagnostics.evaluated_file import EvaluatedFile
from appliance.diagnostics.evaluation import Evaluation

_MOST_NAMED = 10


def show_files(evaluation: Evaluation, *, texts: bool) -> None:
    """Print one line a file: rates, and counts of substitutions, insertions, deletions."""
    console = Console(highlight=False)
    has_words = any(one.words is not None for one in evaluation.files)
    has_bare = any(one.bare is not None for one in evaluation.files)
    table = Table("file", "s", "CER", "sub", "ins", "del", box=None)
    for title in ("WER",) * has_words + ("bare CER",) * has_bare + ("RTF",):
        table.add_column(title, justify="right")
    for one in evaluation.files:
        row = [escape(one.name), f"{one.audio_s:.1f}", *_rate(one)]
        if has_words:
            row.append(_percent(one.words) if one.words is not None else "")
        if has_bare:
            row.append(_percent(one.bare.characters) if one.bare else "")
        row.append(f"{one.took_s / one.audio_s:.3f}" if one.audio_s else "")
        table.add_row(*row)
    console.print(table)
    if texts:
        for one in evaluation.files:
            _show_texts(console, one)


def complain(evaluation: Evaluation) -> None:
    """Name on the error output what was left out, and what to do."""
    without = evaluation.without_reference
    if without:
        named = ", ".join(without[:_MOST_NAMED]) + (" …" if len(without) > _MOST_NAMED else "")
        print(f"tingxia: not counted, since nothing says what is said: {named}", file=sys.stderr)
        print("→ Add them to references.json; an empty text means silence.", file=sys.stderr)
    for error in evaluation.refused:
        print(f"tingxia: {error}", file=sys.stderr)
        print(f"→ {error.hint}", file=sys.stderr)


def _rate(one: EvaluatedFile) -> list[str]:
    if one.silent_characters is not None:
        return ["silence", "", str(one.silent_characters), ""]
    rate = one.characters
    return [_percent(rate), str(rate.substitutions), str(rate.insertions), str(rate.deletions)]


def _percent(rate: ErrorRate) -> str:
    return f"{rate.rate:.1%}"


def _show_texts(console: Console, one: EvaluatedFile) -> None:
    if not (one.characters.errors or one.silent_characters or one.corrections):
        return
    lines = [one.name, f"  said     {one.reference}", f"  raw      {one.raw_text}"]
    lines.append(f"  counted  {one.counted_text}")
    lines += [
        f"  changed  {change.before} → {change.after} ({change.cause})"
        for change in one.corrections
    ]
    if one.bare:
        lines.append(f"  bare     {one.bare.text}")
    console.print("\n".join(lines), markup=False, soft_wrap=True)
