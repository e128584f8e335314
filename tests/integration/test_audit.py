"""The audit log on a real disk."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.library import LibraryError
from appliance.library.audit import NAME, OLDER_NAME, AuditLine, AuditLog
from tests.fakes.clock import FakeClock


def deeds(log: AuditLog, limit: int = 1000) -> list[str]:
    """What is told, newest first."""
    return [line.deed for line in log.newest(limit)]


def test_deeds_are_told_newest_first(tmp_path: Path) -> None:
    """With their facts and whether the clock could be trusted; what is None is left out."""
    clock = FakeClock()
    log = AuditLog(tmp_path, clock=clock)
    log.note("rename", subject="20250501-120000-ab12", tags=["周会"], by=None)
    clock.pass_time(60)
    clock.is_trusted = False
    log.note("delete", subject="20250501-120000-ab12")

    assert [
        AuditLine(
            at="2025-05-01T12:01:00+00:00",
            clock_trusted=False,
            deed="delete",
            subject="20250501-120000-ab12",
            facts={},
        ),
        AuditLine(
            at="2025-05-01T12:00:00+00:00",
            clock_trusted=True,
            deed="rename",
            subject="20250501-120000-ab12",
            facts={"tags": ["周会"]},
        ),
    ] == log.newest(10)
    assert ["delete"] == deeds(log, 1)


@pytest.mark.parametrize("kept", range(0, 60, 7))
def test_a_line_cut_off_costs_only_itself(tmp_path: Path, kept: int) -> None:
    """Wherever the power cut came; the next line stands for itself."""
    log = AuditLog(tmp_path, clock=FakeClock())
    log.note("export", subject="1")
    whole = (tmp_path / NAME).read_bytes()
    with (tmp_path / NAME).open("ab") as file:
        file.write(whole[:kept])

    log.note("hold", subject="2")

    assert ["hold", "export"] == deeds(log)


@given(noise=st.binary(max_size=80))
def test_noise_is_passed_over(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    """Whatever a damaged disk returns."""
    folder = tmp_path_factory.mktemp("audit")
    log = AuditLog(folder, clock=FakeClock())
    (folder / NAME).write_bytes(noise)

    log.note("hold", subject="2")

    assert "hold" == deeds(log)[0]


def test_one_older_file_is_kept(tmp_path: Path) -> None:
    """The log is bounded and goes on; the newest deeds are never the ones that are dropped."""
    log = AuditLog(tmp_path, clock=FakeClock(), largest_bytes=400)
    for number in range(40):
        log.note("edit", subject=str(number))

    told = [line.subject for line in log.newest(1000)]

    assert [str(number) for number in range(39, 39 - len(told), -1)] == told
    assert 5 <= len(told) < 40
    assert {NAME, OLDER_NAME} == {file.name for file in tmp_path.iterdir()}
    assert all(file.stat().st_size <= 400 for file in tmp_path.iterdir())


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """The deed is not acknowledged as if it was noted."""
    (tmp_path / NAME).mkdir()
    log = AuditLog(tmp_path, clock=FakeClock())

    with pytest.raises(LibraryError, match=NAME) as refused:
        log.note("delete", subject="1")

    assert refused.value.hint
