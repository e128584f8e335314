"""`tingxia stick`: see what is on a stick, take audio, packs and bundles off it, let it go."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.config import Settings
from appliance.domain.stick_contents import is_bundle_place
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.cli.stick_bundles import BundleAnswer
    from appliance.wire.sticks import AudioLine, PackLine

app = typer.Typer(
    help="See what is on a stick, take audio, packs of words and bundles off it, let it go.",
    no_args_is_help=True,
)

Stick = Annotated[
    str, typer.Argument(help="Label, identity or mount point of a stick, or a folder.")
]


class Kind(StrEnum):
    """What can be taken."""

    AUDIO = "audio"
    LEXICONS = "lexicons"
    BUNDLES = "bundles"


@app.command("list")
def list_(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """List the sticks that are plugged in, with their room.

    Example: tingxia stick list
    """
    from appliance.cli import stick_access, stick_view

    plugged = asyncio.run(stick_access.plugged(settings_from(config, data_dir)))
    if as_json:
        echo_json([volume.model_dump(mode="json") for volume in plugged.volumes])
    else:
        _echo(stick_view.plugged_lines(plugged))


@app.command()
def show(
    stick: Stick,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    r"""Show what can be taken from a stick, and what is left out and why.

    Odd characters of a name are written as \xNN; name a file to `import` as it stands here.

    Example: tingxia stick show KINGSTON
    """
    from appliance.cli import stick_access, stick_view

    found = asyncio.run(stick_access.contents(settings_from(config, data_dir), stick))
    if as_json:
        echo_json(found.model_dump(mode="json", exclude={"last"}))
        return
    _echo(stick_view.contents_lines(found))
    _echo(stick_view.refused_lines(found), err=True)


@app.command("import")
def import_(
    stick: Stick,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files as `tingxia stick show` lists them.")
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Take all audio, packs and bundles that `show` lists.")
    ] = False,
    only: Annotated[Kind | None, typer.Option(help="With --all: take only these.")] = None,
    replace: Annotated[
        bool,
        typer.Option(help="Also replace packs that differ, and later versions of a bundle."),
    ] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy audio into the box, where its text is made; install packs (*.txt) and signed bundles.

    A bundle is a folder in `bundles` on the stick; it is taken if the box trusts who signed it.
    The stick can be pulled out as soon as its files are copied. A file that is left out is named
    with the reason, the others are taken, and the exit status is 41.

    Example: tingxia stick import KINGSTON --all --only audio
    """
    from appliance.cli import stick_view

    kinds = _asked(paths or [], everything=everything, only=only)
    settings = settings_from(config, data_dir)
    audio, packs = asyncio.run(_import(settings, stick, kinds, replace=replace, quiet=as_json))
    bundles = _bundles(settings, stick, kinds, replace=replace, quiet=as_json)
    if as_json:
        echo_json(
            {
                "audio": [line.model_dump(mode="json") for line in audio],
                "lexicons": [line.model_dump(mode="json") for line in packs],
                "bundles": [answer.as_json() for answer in bundles],
            }
        )
    else:
        for line in audio:
            typer.echo(stick_view.audio_line(line), err=line.job_id is None)
        for pack in packs:
            typer.echo(stick_view.pack_line(pack), err=bool(pack.refusal))
            _echo([f"Left out: {problem}" for problem in pack.problems], err=True)
        if any(line.job_id is not None for line in audio):
            typer.echo("→ `tingxia batch watch` shows how their text comes.")
        for answer in bundles:
            answer.tell()
        if not audio and not packs and not bundles:
            typer.echo("There was nothing to take.")
    if _is_refused(audio, packs) or any(answer.refused for answer in bundles):
        from appliance.station.stick_errors import StickError

        raise typer.Exit(StickError.exit_code)


@app.command()
def eject(
    stick: Stick,
    *,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Have everything written to a stick and unmount it, so that it can be pulled out.

    Example: tingxia stick eject KINGSTON
    """
    from appliance.cli import stick_access

    told = asyncio.run(stick_access.eject(settings_from(config, data_dir), stick))
    if as_json:
        echo_json(told.model_dump(mode="json"))
    elif told.is_unmounted:
        typer.echo("The stick can be unplugged.")
    else:
        typer.echo(
            "Everything is written, but the box did not mount this one. Let it go in the file"
            " manager, or with: umount FOLDER, where it is mounted."
        )


def _asked(
    paths: list[str], *, everything: bool, only: Kind | None
) -> dict[Kind, tuple[str, ...] | None]:
    """Say what to take of each kind; None is all of it. Raises UsageError."""
    if paths and everything:
        raise UsageError("Files and --all exclude each other.", hint="Leave one of them away.")
    if only is not None and not everything:
        raise UsageError("--only goes with --all.", hint="Add --all, or leave --only away.")
    if everything:
        return dict.fromkeys(Kind if only is None else (only,))
    if not paths:
        raise UsageError(
            "It is not said what to take.",
            hint="Name files as `tingxia stick show` lists them, or take everything with --all.",
        )
    bundles = tuple(path for path in paths if is_bundle_place(_names(path)))
    packs = tuple(path for path in paths if path.lower().endswith(".txt"))
    audio = tuple(path for path in paths if path not in packs and path not in bundles)
    asked: dict[Kind, tuple[str, ...] | None] = {}
    if audio:
        asked[Kind.AUDIO] = audio
    if packs:
        asked[Kind.LEXICONS] = packs
    if bundles:
        asked[Kind.BUNDLES] = bundles
    return asked


def _names(path: str) -> tuple[bytes, ...]:
    return tuple(name.encode(errors="replace") for name in path.split("/"))


async def _import(
    settings: Settings,
    stick: str,
    kinds: dict[Kind, tuple[str, ...] | None],
    *,
    replace: bool,
    quiet: bool,
) -> "tuple[list[AudioLine], tuple[PackLine, ...]]":
    from rich.console import Console
    from rich.progress import Progress

    from appliance.cli import stick_access

    audio: list[AudioLine] = []
    packs: tuple[PackLine, ...] = ()
    if Kind.LEXICONS in kinds:
        packs = await stick_access.packs(settings, stick, kinds[Kind.LEXICONS], replace=replace)
    if Kind.AUDIO in kinds:
        console = Console(stderr=True)
        is_hidden = quiet or not console.is_terminal
        with Progress(console=console, transient=True, disable=is_hidden) as bars:
            bar = bars.add_task("")
            async for told in stick_access.audio(settings, stick, kinds[Kind.AUDIO]):
                audio += told.outcomes
                bars.update(
                    bar,
                    description=told.step,
                    total=told.total_bytes or None,
                    completed=told.done_bytes,
                )
                if told.step == "copied" and not is_hidden:
                    console.print("All files are in the box: the stick is not needed any more.")
    return audio, packs


def _bundles(
    settings: Settings,
    stick: str,
    kinds: dict[Kind, tuple[str, ...] | None],
    *,
    replace: bool,
    quiet: bool,
) -> "list[BundleAnswer]":
    """Take bundles, and have the box load a model that is in use."""
    if Kind.BUNDLES not in kinds:
        return []
    from appliance.cli.model_choice import reloaded
    from appliance.cli.stick_bundles import bundles

    paths = kinds[Kind.BUNDLES]
    answers = asyncio.run(bundles(settings, stick, paths, replace=replace, quiet=quiet))
    if any(answer.taken and answer.taken.uses for answer in answers):
        reload = reloaded(settings)
        if reload and not quiet:
            reload.tell()
    return answers


def _is_refused(audio: "list[AudioLine]", packs: "tuple[PackLine, ...]") -> bool:
    """Tell whether something is missing in the box; a second copy of a file is not."""
    return any(line.refusal not in {"", "same-as-another"} for line in audio) or any(
        pack.refusal for pack in packs
    )


def _echo(lines: list[str], *, err: bool = False) -> None:
    for line in lines:
        typer.echo(line, err=err)
