"""`tingxia transcribe`: have the running box turn audio files into text."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from


def transcribe(
    *,
    files: Annotated[
        list[Path], typer.Argument(help="Audio files.", metavar="FILE…", show_default=False)
    ],
    title: Annotated[str, typer.Option(help="Instead of the file's name.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Take files even if they were taken in before.")
    ] = False,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Take files into the library, wait for their text and print it.

    Of a file that was taken in before, known by its content, the text that is there is printed.
    A file that cannot be read is named and the others are done; the exit status is its error's.

    Example: tingxia transcribe interview.mp3 meeting.wav
    """
    from appliance.cli import file_texts

    socket = settings_from(config, data_dir).paths.station_socket
    failures = asyncio.run(
        file_texts.transcribe(socket, files, title=title, again=again, as_json=as_json)
    )
    if failures:
        raise typer.Exit(failures[0].exit_code)
