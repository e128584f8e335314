"""Reads packs of hot words that were named on the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.text import Lexicon


def read_packs(packs: Sequence[Path]) -> "Lexicon":
    """Read them all; half a lexicon would measure something else. Raises UsageError."""
    from appliance.text import Lexicon
    from appliance.text.lexicon_folder import read_pack

    for pack in packs:
        if not pack.is_file():
            raise UsageError(
                "There is no file {file}.", hint="Name a pack of hot words.", file=pack
            )
    read = [read_pack(pack) for pack in packs]
    problems = [problem for _, found in read for problem in found]
    if problems:
        raise UsageError(
            "{problem}, and {more} more such lines." if len(problems) > 1 else "{problem}.",
            hint="Correct the pack; `tingxia lexicon check` lists all that is wrong with it.",
            problem=problems[0],
            more=len(problems) - 1,
        )
    return Lexicon.merged(
        {str(pack): lexicon for pack, (lexicon, _) in zip(packs, read, strict=True)}
    )
