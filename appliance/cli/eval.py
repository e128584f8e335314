"""`tingxia eval`: how well audio files with known text are understood."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from appliance.cli.measured_view import Against, Save
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.packs import read_packs
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.diagnostics.evaluation import OnFile


def eval(  # noqa: A001 - the command's name
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Audio files and what is said in them.")
    ],
    lexicon: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A pack of hot words and rules; may be given again."),
    ] = None,
    model: Annotated[str, typer.Option(help="An installed model; else the one in use.")] = "",
    device: Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")] = "",
    language: Annotated[
        str, typer.Option(help="Of files for which the folder names none; else as configured.")
    ] = "",
    refine: Annotated[
        bool, typer.Option("--refine", help="Use the model chosen for the second pass.")
    ] = False,
    bare: Annotated[
        bool,
        typer.Option(
            "--bare", help="Beside it bare faster-whisper: its own decoding, nothing ours."
        ),
    ] = False,
    texts: Annotated[
        bool, typer.Option("--texts", help="Show what was said and heard where they differ.")
    ] = False,
    save: Save = None,
    against: Against = None,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Run audio files with known text through a recogniser of its own and count the errors.

    FOLDER holds references.json, {"talk.wav": "text"} or {"talk.wav": {"language": "en",
    "text": "text"}}, or a talk.txt beside each talk.wav; an empty text means that nobody speaks.
    No box need run, and a running one is not used; nor are its packs of hot words, only those of
    --lexicon.

    Characters are counted, and words in languages written with spaces, over all files together;
    both sides are brought to one script, one width, one way of writing numbers, no punctuation.
    The text counted is the one before numbers are written in digits: 7.5kW for 七点五千瓦 is no
    error. RTF is processing time ÷ audio time.

    Exit status 1 if something is worse than in --against, 30 if a file is no readable audio.

    Example: tingxia eval clips --lexicon factory.txt --bare
    """
    from appliance.bootstrap import child_command
    from appliance.cli import eval_view, measured_view
    from appliance.diagnostics.evaluation import How, evaluate
    from appliance.diagnostics.evaluation_part import to_part
    from appliance.diagnostics.evaluation_set import read_set
    from appliance.diagnostics.resident import naming_model

    settings = settings_from(
        config,
        data_dir,
        device=("inference.device", device or None),
        language=("inference.language", language or None),
    )
    packs = lexicon or []
    how = How(refine=refine, bare=bare, packs=packs, lexicon=read_packs(packs))
    before = measured_view.begin(save, against)
    files = read_set(folder)
    settings = naming_model(settings, model)
    if refine:
        _refuse_without_second_pass(settings)
    with _progress(len(files.items)) as on_file:
        evaluation = asyncio.run(
            evaluate(settings, files, how=how, child_command=child_command, on_file=on_file)
        )
    part = to_part(evaluation)
    measured_view.keep([part], save)
    if not as_json:
        eval_view.show_files(evaluation, texts=texts)
        measured_view.show(part)
    ended = measured_view.conclude(part, against=before, as_json=as_json)
    eval_view.complain(evaluation)
    if evaluation.refused:
        raise typer.Exit(evaluation.refused[0].exit_code)
    raise ended


def _refuse_without_second_pass(settings: "Settings") -> None:
    """Refuse to measure the same model again. Raises UsageError."""
    from appliance.modelstore.installed import Purpose
    from appliance.modelstore.store import ModelStore

    chosen = ModelStore(settings.paths.models).chosen(Purpose.SECOND_PASS)
    if chosen in {"", settings.inference.model}:
        raise UsageError(
            "No other model is chosen for the second pass.",
            hint="Choose one with `tingxia models use NAME --for second-pass`.",
        )


@contextmanager
def _progress(count: int) -> "Iterator[OnFile]":
    """Show a bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        task = bars.add_task("loading the model", total=count)
        begun = 0

        def begin(name: str) -> None:
            nonlocal begun
            bars.update(task, completed=begun, description=name.replace("[", r"\["))
            begun += 1

        yield begin
