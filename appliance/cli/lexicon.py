"""`tingxia lexicon`: packs of hot words and replacement rules."""

import asyncio
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.config import Settings

if TYPE_CHECKING:
    from appliance.text import Lexicon, Problem
    from appliance.text.replay import ReplayedText
    from appliance.wire.station import RecordingText

app = typer.Typer(help="Teach the recogniser the words of this place.", no_args_is_help=True)

PackFile = Annotated[Path, typer.Argument(help="A text file in UTF-8: one term or rule a line.")]


@app.command("list")
def list_(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """List the packs in use, with their terms, rules and problems.

    Example: tingxia lexicon list
    """
    from appliance.text import read_packs
    from appliance.text.lexicon_folder import pack_files, read_pack

    folder = settings_from(config, data_dir).paths.lexicons
    packs = [_described(file.stem, *read_pack(file)) for file in pack_files(folder)]
    together, _ = read_packs(folder)
    if as_json:
        echo_json({"hash": together.hash, "terms": len(together), "packs": packs})
        return
    if not packs:
        typer.echo("There are no packs yet; add one with `tingxia lexicon add FILE`.")
    for pack in packs:
        typer.echo(f"{pack['name']}: {_counted(pack['terms'], pack['rules'])}")
        _print_problems(pack["problems"])
    if packs:
        typer.echo(f"All together: {len(together)} terms and rules, hash {together.hash}.")


@app.command()
def add(
    file: PackFile,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy a pack into the data folder; a pack of the same name is replaced.

    A running box takes it up at once, a stopped one when it starts.

    Example: tingxia lexicon add workshop.txt
    """
    from appliance.recordings.durable import make_folder, replace_file
    from appliance.text.lexicon_folder import SUFFIX

    settings = settings_from(config, data_dir)
    content, lexicon, problems = _usable(file)
    name = _name(file.stem)
    folder = settings.paths.lexicons
    try:
        make_folder(folder)
        replace_file(folder / f"{name}{SUFFIX}", content)
    except OSError as error:
        raise _not_written(folder, error) from error
    reloaded = asyncio.run(_reload(settings))
    if as_json:
        echo_json({**_described(name, lexicon, problems), "box": reloaded})
        return
    typer.echo(f"{name}: {_counted(len(lexicon.terms), len(lexicon.rules))}.")
    _print_problems([str(problem) for problem in problems])
    typer.echo(reloaded)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="As `tingxia lexicon list` shows it.")],
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Remove a pack from the data folder.

    Example: tingxia lexicon remove workshop
    """
    from appliance.text.errors import LexiconError
    from appliance.text.lexicon_folder import SUFFIX, pack_files

    settings = settings_from(config, data_dir)
    folder = settings.paths.lexicons
    known = {file.stem: file for file in pack_files(folder)}
    pack = known.get(name.removesuffix(SUFFIX))
    if pack is None:
        raise LexiconError(
            "There is no pack {name} in {folder}.",
            hint="`tingxia lexicon list` shows all of them.",
            name=name,
            folder=folder,
        )
    try:
        pack.unlink()
    except OSError as error:
        raise _not_written(folder, error) from error
    reloaded = asyncio.run(_reload(settings))
    if as_json:
        echo_json({"removed": pack.stem, "box": reloaded})
    else:
        typer.echo(f"{pack.stem} is removed.")
        typer.echo(reloaded)


@app.command()
def check(file: PackFile, *, as_json: AsJson = False) -> None:
    """Tell which lines of a pack cannot be used, and why; nothing is changed.

    Ends with success if all lines can be used.

    Example: tingxia lexicon check workshop.txt
    """
    _, lexicon, problems = _usable(file)
    if as_json:
        echo_json(_described(file.stem, lexicon, problems))
    else:
        typer.echo(f"{file.name}: {_counted(len(lexicon.terms), len(lexicon.rules))}.")
        _print_problems([str(problem) for problem in problems])
    if problems:
        raise typer.Exit(1)


@app.command()
def replay(
    recording_id: Annotated[str, typer.Argument(help="As `tingxia library list` shows it.")],
    *,
    lexicon: Annotated[
        Path | None, typer.Option(help="Only this pack, in place of those in use.")
    ] = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what the lexicon would make of an old recording; its text is not changed.

    Example: tingxia lexicon replay 20261121-091500-ab12 --lexicon workshop.txt
    """
    from appliance.station.lexicon import todays_chain
    from appliance.text.replay import replay as apply

    settings = settings_from(config, data_dir)
    only = _usable(lexicon)[1] if lexicon is not None else None
    found = asyncio.run(_heard(settings, recording_id))
    chain, _ = todays_chain(settings, recording_id, only)
    segments = found.segments
    texts = ((segment.marked_text, segment.text, segment.language) for segment in segments)
    replayed = apply(chain, texts)
    if as_json:
        echo_json(_replay_told(recording_id, chain.lexicon.hash, replayed))
    else:
        _print_replay(replayed)


async def _heard(settings: Settings, recording_id: str) -> "RecordingText":
    """Return the text that was recognised last. Raises StationError if none is whole."""
    from appliance.cli import library_access
    from appliance.domain.text_state import TextState
    from appliance.station.lexicon import HEARD, NoHeardTextError, require_replayable

    found = await library_access.text(settings, recording_id)
    line = found.recording
    require_replayable(
        recording_id, TextState(line.text_state), is_trashed=line.trashed is not None
    )
    for version in HEARD:
        if version in found.versions:
            heard = await library_access.text(settings, recording_id, version)
            if heard.complete:
                return heard
    raise NoHeardTextError(recording_id)


def _usable(file: Path) -> "tuple[bytes, Lexicon, list[Problem]]":
    """Read a pack that somebody named; returns its bytes too.

    Raises LexiconError if nothing in it can be used; the lines are told before.
    """
    from appliance.text.errors import LexiconError
    from appliance.text.lexicon_folder import read_pack

    lexicon, problems = read_pack(file)
    if lexicon:
        return file.read_bytes(), lexicon, problems
    lines = [str(problem) for problem in problems if problem.line]
    _print_problems(lines)
    if lines:
        reason = "none of its lines can"
    else:
        reason = problems[0].reason if problems else "there is no term in it"
    raise LexiconError(
        "{file} cannot be used: {reason}.",
        hint="Write one term a line, or wrong=>right, and save it as text in UTF-8."
        if os.access(file, os.R_OK) and file.is_file()
        else "Name a text file that is there and that you may read.",
        file=file,
        reason=reason,
    )


def _name(stem: str) -> str:
    from appliance.text.errors import LexiconError

    if not stem or stem.startswith(".") or not stem.isprintable():
        raise LexiconError(
            "{name} is no name for a pack.",
            hint="Rename the file, for example to workshop.txt.",
            name=repr(stem),
        )
    return stem


async def _reload(settings: Settings) -> str:
    """Have a running box read its lexicons again; return what came of it, as a sentence."""
    from appliance.cli.station_call import reload_if_running
    from appliance.errors import ApplianceError

    try:
        told = await reload_if_running(settings)
    except ApplianceError as error:  # the pack is in its place, whatever the box says
        return f"The running box could not be told ({error}); it takes it up at its next start."
    if told is None:
        return "It takes effect when the box starts."
    return f"The running box uses {told.lexicon_terms} terms and rules now."


def _not_written(folder: Path, error: OSError) -> Exception:
    from appliance.text.errors import LexiconError

    return LexiconError(
        "{folder} cannot be written: {reason}.",
        hint="Run the command as the user of the box, or free some space.",
        folder=folder,
        reason=error.strerror,
    )


def _described(name: str, lexicon: "Lexicon", problems: "list[Problem]") -> dict[str, object]:
    return {
        "name": name,
        "hash": lexicon.hash,
        "terms": len(lexicon.terms),
        "rules": len(lexicon.rules),
        "problems": [str(problem) for problem in problems],
    }


def _replay_told(
    recording_id: str, lexicon: str, replayed: "list[ReplayedText]"
) -> dict[str, object]:
    from appliance.text.replay import counted

    return {
        "recording": recording_id,
        "lexicon": lexicon,
        "segments": len(replayed),
        "changed": sum(one.is_changed for one in replayed),
        "counts": [asdict(place) for place in counted(replayed)],
        "texts": [asdict(one) for one in replayed],
    }


def _print_replay(replayed: "list[ReplayedText]") -> None:
    from appliance.text.replay import counted

    changed = [one for one in replayed if one.is_changed]
    for one in changed:
        typer.echo(f"- {one.before}")
        typer.echo(f"+ {one.after}")
    for place in counted(changed):
        cause = f"  ({'; '.join(place.causes)})" if place.causes else ""
        typer.echo(f"{place.count:5d} × {place.before} → {place.after}{cause}")
    typer.echo(f"{len(changed)} of {len(replayed)} utterances would change.")


def _print_problems(problems: object) -> None:
    assert isinstance(problems, list)
    for problem in problems:
        typer.echo(f"Left out: {problem}", err=True)


def _counted(terms: object, rules: object) -> str:
    return f"{terms} term{'s' * (terms != 1)}, {rules} rule{'s' * (rules != 1)}"
