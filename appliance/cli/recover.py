"""`tingxia recover`: repair recordings that a crash or power cut left open."""

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.cli.step_progress import shown
from appliance.domain.audio import to_seconds


def recover(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Repair all recordings by the length of their files and close those left open.

    The box does this by itself when it starts; this command is for a data folder that no box
    uses. It may be run any number of times. Exits with 0 if every recording is whole, 20 if one
    could not be repaired.

    Example: tingxia recover --data-dir /mnt/old-disk/tingxia
    """
    from appliance.paths import DataFolderError, hold, prepare
    from appliance.recordings import RecordingsError, conclude
    from appliance.recordings.recovery import all_recordings, is_left_open

    paths = settings_from(config, data_dir).paths
    if not paths.recordings.is_dir():
        raise DataFolderError(
            "{path} is not the data folder of a box.",
            hint="Name the right one with --data-dir; `tingxia config show` tells the usual one.",
            path=paths.data,
        )
    prepare(paths)
    lines: list[dict[str, object]] = []
    failed = False
    with hold(paths), shown(counted="recordings", quiet=as_json) as progress:
        folders = all_recordings(paths.recordings)
        for number, folder in enumerate(folders, start=1):
            progress("repairing", number, len(folders))
            was_open = is_left_open(folder)
            try:
                recording = conclude(folder, reason="interrupted")
            except RecordingsError as error:
                failed = True
                lines.append({"id": folder.name, "outcome": "failed", "problem": str(error)})
                typer.echo(f"{error}\n→ {error.hint}", err=True)
                continue
            lines.append(
                {
                    "id": recording.id,
                    "outcome": "closed" if was_open else "whole",
                    "duration_s": to_seconds(recording.total_samples or 0),
                    "gaps": len(recording.gaps),
                }
            )
    if as_json:
        echo_json(lines)
    else:
        closed = [line for line in lines if line["outcome"] == "closed"]
        for line in closed:
            typer.echo(f"{line['id']}  {line['duration_s']:.1f} s  recovered and closed")
        typer.echo(f"{len(lines)} recordings looked at, {len(closed)} were left open.")
    if failed:
        raise typer.Exit(RecordingsError.exit_code)
