"""The doctor of a station between a fake capture and a fake inference, and its commands."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from appliance.config import Export, Settings, Storage
from appliance.diagnostics.selftest_log import SelfTestLog
from appliance.domain.marker import MarkerKind
from appliance.errors import ApplianceError
from appliance.export.verify import verify
from appliance.library import Library
from appliance.paths import hold
from appliance.station.box import BoxStation
from appliance.station.doctor import BoxDoctor
from appliance.station.doctor_selftest import SelfTest, SelfTestError
from appliance.station.errors import LockedError
from appliance.station.face import ExportProgress, ExportStep, TextState
from appliance.station.face_doctor import SelfTestResult, SelfTestVerdict, Verdict
from tests.fakes.box import FakeBox, until, until_text
from tests.fakes.command_box import command_folder, holding
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import command, open_door


@asynccontextmanager
async def examined_box(folder: Path) -> AsyncIterator[tuple[FakeBox, BoxStation]]:
    """Run a box whose recogniser is known to the station."""
    async with open_door(folder) as (box, station):
        await until(station, lambda: station.snapshot().inference is not None)
        yield box, station


def selftest_of(box: FakeBox, station: BoxStation, *, text: str) -> SelfTest:
    """Return a self-test of three words; ``text`` is what is expected."""
    return SelfTest(
        box.paths.inference_socket,
        SelfTestLog(box.paths.data),
        status=lambda: station.snapshot().inference,
        is_recording=lambda: station.snapshot().capture.recording_id is not None,  # type: ignore[union-attr]
        pcm=lambda: spoken(1, 2, 3),
        reference=lambda: text,
    )


async def result_of(test: SelfTest) -> SelfTestResult:
    """Run a self-test to its end."""
    async with aclosing(test.steps(peak_bytes=lambda: 7)) as steps:
        last = [step async for step in steps][-1]
    assert last.result is not None
    return last.result


async def bundle_of(station: BoxStation, target: Path, note: str = "") -> ExportProgress:
    """Have a bundle made."""
    async with aclosing(station.doctor.support(target, note=note)) as steps:
        return [step async for step in steps][-1]


async def test_the_station_examines_itself(tmp_path: Path) -> None:
    """With its own links; nobody supervises it here, so of its processes nothing is known."""
    async with examined_box(tmp_path) as (_, station):
        findings = {each.name: each for each in await station.doctor.examine()}
        chain = station.doctor.microphone_chain()
    assert Verdict.OK is findings["model"].verdict
    assert Verdict.OK is findings["microphone-opened"].verdict
    assert Verdict.OK is findings["disk-health"].verdict
    assert 6 == len(chain)


async def test_a_self_test_is_judged_and_kept(tmp_path: Path) -> None:
    """Text as expected passes; another text does not. The results are there afterwards."""
    async with examined_box(tmp_path) as (box, station):
        good = await result_of(selftest_of(box, station, text="123"))
        bad = await result_of(selftest_of(box, station, text="一段完全不同的文字"))
        kept = await station.doctor.selftests()
    assert (SelfTestVerdict.PASSED, 0.0, 7) == (good.verdict, good.cer, good.peak_bytes)
    assert SelfTestVerdict.TOO_MANY_ERRORS is bad.verdict
    assert (good, bad) == kept


async def test_there_is_no_self_test_beside_a_recording(tmp_path: Path) -> None:
    """It is refused; and one that runs ends when a recording begins."""
    async with examined_box(tmp_path) as (box, station):
        test = selftest_of(box, station, text="123")
        async with aclosing(test.steps(peak_bytes=lambda: 0)) as steps:
            await anext(steps)
            await station.start_recording()
            with pytest.raises(SelfTestError, match="A recording began"):
                async for _ in steps:
                    pass
        with pytest.raises(SelfTestError, match="while something is recorded"):
            await result_of(test)
        await station.stop_recording()
        assert () == await station.doctor.selftests()


async def test_one_self_test_at_a_time(tmp_path: Path) -> None:
    """And one that was left leaves the way free."""
    async with examined_box(tmp_path) as (box, station):
        test = selftest_of(box, station, text="123")
        async with aclosing(test.steps(peak_bytes=lambda: 0)) as steps:
            await anext(steps)
            with pytest.raises(SelfTestError, match="running already"):
                await result_of(test)
        assert (await result_of(test)).passed


async def test_a_recogniser_that_dies_is_told(tmp_path: Path) -> None:
    """As an error with a next step, not as a bad result."""
    async with examined_box(tmp_path) as (box, station):
        box.inference.poison = 2
        with pytest.raises(SelfTestError, match="went away"):
            await result_of(selftest_of(box, station, text="123"))


async def test_a_support_bundle_holds_no_word_of_what_was_recorded(tmp_path: Path) -> None:
    """No title, text, hot word, speaker, tag, label, file name or key; in no file, however hidden.

    The box writes logs with some of them, as a careless line might.
    """
    words = (
        "Wieczorek",
        "王建国",
        "沙特阿美",
        "Quetzalcoatl",
        "argon2id$v=19$m=65536$c2FsdA$aGFzaA",
    )
    stick = tmp_path / "stick"
    stick.mkdir()
    async with examined_box(tmp_path) as (box, station):
        paths = box.paths
        recording_id = await station.start_recording(f"Gespräch mit {words[0]}")
        await box.capture.hear(spoken(71, 72))
        await station.add_marker(MarkerKind.PLAIN, words[3])
        await station.stop_recording()
        await until_text(station, recording_id, TextState.COMPLETE)
        await station.shelf.tag(recording_id, add=[words[3]])
        paths.lexicons.mkdir(exist_ok=True)
        (paths.lexicons / "pack.txt").write_text(f"{words[2]}\n", encoding="utf-8")
        (paths.data / "pin").write_text(words[4], encoding="utf-8")
        careless = {
            "time": "2025-05-12T09:30:00.123+00:00", "level": "WARNING", "module": "m",
            "message": f"cannot read /media/{words[1]}/{words[0]} {words[2]}.m4a: {words[4]}",
            "traceback": f"ValueError: {words[3]}", "title": f"Gespräch mit {words[0]}",
        }  # fmt: skip
        (paths.log / "station.log").write_text(json.dumps(careless, ensure_ascii=False) + "\n")
        done = await bundle_of(station, stick, note="I tapped Start.")
        audit = await station.shelf.audit()
        summaries = await station.recordings()
    folder = Path(done.folder)
    content = {file.name: file.read_bytes() for file in folder.iterdir()}
    everything = b"\n".join(content.values()).decode()
    assert ExportStep.DONE is done.step
    assert [recording_id] == [summary.id for summary in summaries]
    for secret in (*words, "Gespräch", "c2FsdA"):
        assert secret not in everything, secret
        assert json.dumps(secret)[1:-1] not in everything, secret
    assert "cannot read /media/<" in content["log-station.jsonl"].decode()
    assert b"I tapped Start.\n" == content["steps.txt"]
    assert {"recording complete": 1} == json.loads(content["state.json"])["library"]
    assert set(content) == {file.name for file in verify(folder)} | {"SHA256SUMS"}
    assert "support-bundle" in {entry.deed for entry in audit.entries}
    assert 1 == len(list(paths.receipts.glob("*.json")))


async def test_a_box_that_encrypts_its_exports_encrypts_its_bundles(tmp_path: Path) -> None:
    """Nothing but what proves the files can be read without the key."""
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "stick").mkdir()
    async with examined_box(tmp_path) as (box, station), Library.open(box.paths) as library:
        settings = Settings(
            storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run),
            export=Export(recipient=str(key.to_public())),
        )
        plain_settings = Settings(storage=settings.storage)
        doctor = BoxDoctor(station, library, box.paths, plain_settings)
        doctor.take_up(settings)  # as chosen on the screen while the box runs
        async with aclosing(doctor.support(tmp_path / "stick", note="Beep.")) as steps:
            done = [step async for step in steps][-1]
    folder = Path(done.folder)
    plain = {file.name for file in folder.iterdir() if file.suffix != ".age"}
    assert {"manifest.json", "SHA256SUMS", "HOW-TO-DECRYPT.txt"} == plain
    assert b"Beep.\n" == pyrage.decrypt((folder / "steps.txt.age").read_bytes(), [key])
    assert verify(folder)


async def test_in_kiosk_mode_logs_and_bundles_take_the_pin(tmp_path: Path) -> None:
    """A passer-by neither reads what the box did nor carries it away."""
    async with examined_box(tmp_path) as (_, station):
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        with pytest.raises(LockedError):
            await station.doctor.logs()
        with pytest.raises(LockedError):
            await bundle_of(station, tmp_path)
        await station.doctor.logs(permit=permit)
        async with aclosing(station.doctor.support(tmp_path, permit=permit)) as steps:
            assert ExportStep.DONE == [step.step async for step in steps][-1]


async def test_a_bundle_for_a_stick_that_is_gone_is_never_done(tmp_path: Path) -> None:
    """And it says what to do."""
    async with examined_box(tmp_path) as (_, station):
        with pytest.raises(ApplianceError) as refused:
            await bundle_of(station, tmp_path / "gone")
    assert refused.value.hint


async def test_the_commands_ask_the_running_box(tmp_path: Path) -> None:
    """Findings, a self-test that fails with status 1, a bundle; JSON for programs."""
    stick = tmp_path / "stick"
    stick.mkdir()
    async with examined_box(tmp_path) as (box, _):
        with hold(box.paths):
            doctor = await command(box, "doctor", "--json")
            plain = await command(box, "doctor")
            tested = await command(box, "selftest", "--json")
            again = await command(box, "selftest")
            bundle = await command(box, "support", str(stick), "--note", "It beeped.")
    verdicts = {each["check"]: each["verdict"] for each in json.loads(doctor[1])}
    assert "ok" == verdicts["model"]
    assert (1 if "broken" in verdicts.values() else 0) == doctor[0]
    assert "fake is loaded and verified" in plain[1]
    assert (1, "too-many-errors") == (tested[0], json.loads(tested[1])["result"]["verdict"])
    assert "Before that:" in again[1]
    assert 0 == bundle[0], bundle
    (folder,) = (stick / "Tingxia").iterdir()
    assert b"It beeped.\n" == (folder / "steps.txt").read_bytes()


async def test_without_a_box_the_machine_is_examined_and_the_bundle_made(tmp_path: Path) -> None:
    """A box that does not start is when both are needed most; a self-test needs a running one."""
    async with examined_box(tmp_path) as (box, _):
        pass
    stick = tmp_path / "stick"
    stick.mkdir()
    doctor = await command(box, "doctor", "--json")
    bundle = await command(box, "support", str(stick), "--json")
    refused = await command(box, "selftest")
    assert {"disk-room", "model"} <= {each["check"] for each in json.loads(doctor[1])}
    assert (0, "done") == (bundle[0], json.loads(bundle[1])["step"])
    (readme,) = stick.rglob("README.txt")
    assert "There is no picture of the screen" in readme.read_text(encoding="utf-8")
    assert [] == [*stick.rglob("*.svg")]
    assert 10 == refused[0]


async def test_what_is_broken_ends_the_command_with_status_one(tmp_path: Path) -> None:
    """So that a script can tell."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        station.doctor.facts = replace(station.doctor.facts, capture=None)
        process = await asyncio.create_subprocess_exec(
            str(Path(__import__("sys").executable)), "-m", "appliance", "doctor",
            "--data-dir", str(paths.data), stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        told, _ = await process.communicate()
    assert 1 == process.returncode
    assert "The recorder does not answer." in told.decode()


async def test_at_night_the_box_tests_itself(tmp_path: Path) -> None:
    """Once, if it is idle; the trend tells which result nobody asked for."""
    async with examined_box(tmp_path) as (box, station), Library.open(box.paths) as library:
        night = datetime(2025, 5, 12, 3, 1, tzinfo=UTC)
        settings = Settings(storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run))
        doctor = BoxDoctor(station, library, box.paths, settings, now=lambda: night, settled_s=0)
        working = asyncio.create_task(doctor.run())
        async with asyncio.timeout(20):
            while not (results := await doctor.selftests()):
                await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert [True] == [result.nightly for result in results]
