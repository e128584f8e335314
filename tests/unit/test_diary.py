"""The log: one JSON line per event, bounded in bytes."""

import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import diary

MAX_BYTES = 4096


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """What a diary changes in the process is put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(folder: Path) -> list[dict[str, object]]:
    """Everything in the log."""
    text = (folder / "test.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def keep(folder: Path, level: str = "INFO") -> None:
    """Start a diary."""
    diary.keep("test", folder=folder, level=level, max_bytes=MAX_BYTES)


def test_event_is_one_json_line(tmp_path: Path) -> None:
    """Time with zone, level, module, message and the extra fields; Chinese as it is."""
    keep(tmp_path)
    logging.getLogger("a.b").info("听 %s", "下", extra={"event": "heard", "path": Path("/x")})
    (line,) = lines(tmp_path)
    assert ("INFO", "a.b", "听 下", "heard", "/x") == tuple(
        line[key] for key in ("level", "module", "message", "event", "path")
    )
    assert str(line["time"]).endswith("+00:00")
    assert "听" in (tmp_path / "test.log").read_text(encoding="utf-8")


def test_traceback_stays_on_its_line(tmp_path: Path) -> None:
    """Also a message with line breaks is one line."""
    keep(tmp_path)
    try:
        int("two\nlines")
    except ValueError:
        logging.getLogger("x").exception("it\nfailed")
    (line,) = lines(tmp_path)
    assert "ValueError: invalid literal" in str(line["traceback"])


def test_log_is_bounded(tmp_path: Path) -> None:
    """However much is written, two files of the given size remain."""
    keep(tmp_path)
    for number in range(1000):
        logging.getLogger("x").info("line %s", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert ["test.log", "test.log.1"] == files
    assert all(path.stat().st_size <= MAX_BYTES for path in tmp_path.iterdir())
    assert "line 999" == lines(tmp_path)[-1]["message"]


def test_quieter_than_the_level_is_not_written(tmp_path: Path) -> None:
    """Transcript text goes to DEBUG and so stays out of the log."""
    keep(tmp_path)
    logging.getLogger("x").debug("what was said")
    assert [] == lines(tmp_path)


def test_warnings_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the name of the process; what is less than a warning does not."""
    keep(tmp_path)
    logging.getLogger("x").info("quiet")
    logging.getLogger("x").warning("loud")
    assert "test: loud\n" == capsys.readouterr().err


def test_warnings_of_python_are_kept(tmp_path: Path) -> None:
    """What libraries warn about lands in the log as well."""
    keep(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)
    assert "soon gone" in str(lines(tmp_path)[0]["message"])


def test_a_name_that_is_no_unicode_is_written_too(tmp_path: Path) -> None:
    """Names of files may hold any bytes; the line about them is not lost."""
    keep(tmp_path)
    logging.getLogger("x").info("%s", "\udcff.wav", extra={"event": "named"})
    assert "named" in str(lines(tmp_path)[-1]["event"])
