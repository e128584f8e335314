"""`tingxia library search`."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from appliance.config import Settings
    from appliance.wire.search import FoundLine, RecordingsFound, SearchRecordings

_DAYS: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]
_DURATION: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?", re.IGNORECASE)
_FOUND_STYLE: Final = "bold yellow"


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]…",
            help="All must be found; one with a space in it is a phrase. Case, width and script "
            "do not matter; the last one may be the beginning of a word.",
        ),
    ] = None,
    *,
    tag: Annotated[
        list[str] | None, typer.Option(help="Only with this tag; may be given again.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAYS, help="Only begun then or later.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=_DAYS, help="Only up to the end of this day.")
    ] = None,
    speaker: Annotated[str, typer.Option(help="Only where a speaker has this name.")] = "",
    language: Annotated[str, typer.Option(help="Only with text in zh, en, yue …")] = "",
    min_duration: Annotated[
        str, typer.Option(help="Only so long or longer: 90s, 10m, 1h30m.")
    ] = "",
    max_duration: Annotated[str, typer.Option(help="Only so long or shorter.")] = "",
    has_marker: Annotated[
        bool | None, typer.Option("--has-marker/--no-marker", help="Only with, or without markers.")
    ] = None,
    trash: Annotated[bool, typer.Option("--trash", help="Search the trash instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Recordings on a page.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Where the page begins.")] = 0,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Find recordings by what was said in them, their titles, tags and names of speakers.

    Example: tingxia library search 水泵 "pressure valve" --tag 周会 --from 2026-11-01
    """
    from appliance.wire.search import SearchRecordings

    question = SearchRecordings(
        query=_query(words or [])[:1000],
        tags=tuple(tag or ()),
        started_from=since.astimezone() if since else None,
        started_before=_end(until).astimezone() if until else None,
        speaker=speaker[:200],
        language=language[:20],
        least_duration_s=_seconds(min_duration, "--min-duration"),
        most_duration_s=_seconds(max_duration, "--max-duration"),
        has_marker=has_marker,
        trashed=trash,
        limit=limit,
        offset=offset,
    )
    if question == SearchRecordings(limit=limit, offset=offset):
        raise UsageError(
            "There is nothing to look for.",
            hint="Say a word, or a filter such as --tag; `tingxia library list` shows everything.",
        )
    found = asyncio.run(_found(settings_from(config, data_dir), question))
    if as_json:
        echo_json(found.model_dump(mode="json"))
    else:
        _print(found)


async def _found(settings: "Settings", question: "SearchRecordings") -> "RecordingsFound":
    from appliance.cli.library_access import opened
    from appliance.cli.station_call import patiently
    from appliance.paths import AlreadyRunningError
    from appliance.station.control_search import answer
    from appliance.station.history import summarise
    from appliance.station.search import LibrarySearch
    from appliance.wire import request
    from appliance.wire.search import RecordingsFound

    try:
        async with opened(settings.paths) as library:
            here = LibrarySearch(
                library, lambda row: summarise(row, running_samples=None, decided_samples=None)
            )
            return await answer(here, question)
    except AlreadyRunningError:
        socket = settings.paths.station_socket
        return await patiently(lambda: request(socket, question, RecordingsFound))


def _query(words: list[str]) -> str:
    """Join the words; what the shell kept together in spite of spaces is a phrase."""
    return " ".join(
        f'"{word}"' if " " in word.strip() and '"' not in word else word for word in words
    )


def _end(until: datetime) -> datetime:
    """Return the first moment after a day, or the minute that was named."""
    is_day = (until.hour, until.minute) == (0, 0)
    return until + (timedelta(days=1) if is_day else timedelta(minutes=1))


def _seconds(duration: str, option: str) -> float | None:
    if not duration:
        return None
    matched = _DURATION.fullmatch(duration.replace(" ", ""))
    if matched is None or not any(matched.groups()):
        raise UsageError(
            "{option}: {duration} is no duration.",
            hint="Write it like 90s, 10m or 1h30m.",
            option=option,
            duration=duration,
        )
    hours, minutes, seconds = (int(part or 0) for part in matched.groups())
    return float(3600 * hours + 60 * minutes + seconds)


def _print(found: "RecordingsFound") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not found.found:
        console.print("Nothing is found. Fewer words or filters find more.")
        return
    for line in found.found:
        console.print(_head(line), soft_wrap=True)
        for match in line.matches:
            at = _clock(match.start_s)
            console.print("  ", at, " ", _marked(match.text, match.ranges), sep="", soft_wrap=True)
        if line.has_more:
            console.print("           …")
    if found.next_offset is not None:
        console.print(f"There is more: --offset {found.next_offset}")


def _head(line: "FoundLine") -> "Text":
    from rich.text import Text

    recording = line.recording
    head = Text(recording.id, style="bold")
    head.append(f"  {_clock(recording.duration_s)}  ", style="not bold")
    head.append(_marked(recording.title, line.title_ranges))
    for tag in line.tags:
        head.append(f"  #{tag}", style="cyan")
    return head


def _marked(text: str, ranges: tuple[tuple[int, int], ...]) -> "Text":
    from rich.text import Text

    marked = Text(text)
    for start, end in ranges:
        marked.stylize(_FOUND_STYLE, start, end)
    return marked


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}"
