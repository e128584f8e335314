"""The library, as far as it can be told without opening it: the station has it open."""

from appliance.diagnostics.facts import LibraryFacts
from appliance.paths import Paths


def read_library(paths: Paths, *, notice: str = "") -> LibraryFacts:
    """Look whether its file can be read, and what was set aside."""
    problem = ""
    try:
        if paths.library.exists():
            with paths.library.open("rb") as file:
                file.read(100)
    except OSError as error:
        problem = error.strerror or str(error)
    try:
        aside = sum(1 for _ in paths.quarantine.iterdir())
    except OSError:
        aside = 0
    return LibraryFacts(problem=problem, notice=notice, set_aside_count=aside)
