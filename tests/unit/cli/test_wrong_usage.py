"""What is said about a command that was typed wrongly."""

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from appliance.__main__ import main


def told(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command with these words; returns the exit status."""
    monkeypatch.setattr(sys, "argv", ["tingxia", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int | None)
    return ended.value.code or 0


@pytest.mark.parametrize(
    ("words", "said", "command"),
    [
        (("library", "lst"), "No such command 'lst'. Did you mean 'list'?", "tingxia library"),
        (("transcribe",), "Missing argument 'FILE…'.", "tingxia transcribe"),
        (("library", "export", "--all"), "Missing option '--to'.", "tingxia library export"),
        (
            ("bundle", "make", "--kind", "odd"),
            "Invalid value for '--kind': 'odd' is not one of 'model', 'lexicon'.",
            "tingxia bundle make",
        ),
    ],
)
def test_what_was_typed_wrongly_is_told_like_any_error(
    words: tuple[str, ...],
    said: str,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence, and after the arrow where its right form is shown; exit status 2."""
    assert 2 == told(monkeypatch, *words)
    assert f"tingxia: {said}\n→ `{command} --help` shows how it is meant.\n" == (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (("export", "--all"), "`tingxia library export` or `tingxia bench export`"),
        (("fetch",), "`tingxia models fetch`"),
    ],
)
def test_a_command_of_a_group_is_named_with_its_group(
    words: tuple[str, ...],
    places: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody has to guess behind which word it stands."""
    assert 2 == told(monkeypatch, *words)
    expected = f"tingxia: There is no command {words[0]}.\n→ It is {places}.\n"
    assert expected == capsys.readouterr().err


def test_completing_a_line_tells_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands before the cursor may be a command of a group."""
    for name, value in {
        "_TINGXIA_COMPLETE": "complete_bash",
        "COMP_WORDS": "tingxia export ",
        "COMP_CWORD": "2",
    }.items():
        monkeypatch.setenv(name, value)
    told(monkeypatch)
    assert "" == capsys.readouterr().err


def test_a_group_alone_shows_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was asked for: no error is told, but the exit status is that of one."""
    assert 2 == told(monkeypatch, "batch")
    shown = capsys.readouterr()
    assert "Usage: tingxia batch" in shown.out
    assert "" == shown.err


def test_help_and_version_end_with_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were asked for."""
    assert 0 == told(monkeypatch, "--version")
    assert 0 == told(monkeypatch, "batch", "--help")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("inference.langage", "There is no setting inference.langage.\n→ Did you mean inference."),
        ("foo", "There is no setting foo.\n→ `tingxia config show` lists all of them."),
        ("station.port", "station.port is set in the configuration file alone.\n→ Put it into "),
    ],
)
def test_a_setting_that_cannot_be_chosen_is_told_apart_from_one_that_is_not_there(
    key: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before any data folder is touched."""
    assert 2 == told(monkeypatch, "config", "set", key, "1", "--data-dir", "/nonexistent/box")
    assert capsys.readouterr().err.startswith(f"tingxia: {said}")


def test_a_folder_in_place_of_a_file_is_sent_to_the_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`transcribe` takes files; `batch add` looks into folders."""
    assert 2 == told(monkeypatch, "transcribe", str(tmp_path))
    assert (
        f"tingxia: {tmp_path} is a folder.\n"
        f"→ Queue all the audio in it: tingxia batch add {tmp_path}\n"
    ) == capsys.readouterr().err


def test_what_a_terminal_cannot_show_ends_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character that its set lacks is written as a program would write it."""
    shown = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(shown, encoding="gbk", write_through=True))
    told(monkeypatch, "--version")
    print("✗ 听匣", flush=True)
    assert shown.getvalue().endswith(b"\\u2717 " + "听匣\n".encode("gbk"))
