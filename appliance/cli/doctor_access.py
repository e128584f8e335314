"""The doctor for the command line: of the running box, or of this machine when none runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from appliance.cli.library_access import opened
from appliance.cli.station_call import not_running
from appliance.cli.stick_access import own_door
from appliance.config import Settings
from appliance.diagnostics.checks import CHECKS, examined
from appliance.diagnostics.readers import BoxTold, MachineReader, ask_all
from appliance.library import LibraryError
from appliance.library.audit import AuditLog
from appliance.paths import AlreadyRunningError, DataFolderError, running_folder
from appliance.station import control_exports, time_service, told_doctor
from appliance.station.doctor_support import SupportBundles
from appliance.wire import WireError, request
from appliance.wire.doctor import (
    Examine,
    FindingLine,
    FindingsTold,
    MakeSupportBundle,
    SelfTestStepTold,
)
from appliance.wire.doctor_client import selftest_steps, support_steps
from appliance.wire.exports import ExportStepTold

EXAMINE_S = 60.0


async def findings(settings: Settings) -> tuple[FindingLine, ...]:
    """Examine. A box whose station does not answer is examined from here."""
    paths = settings.paths
    if running_folder(paths.data) is not None:
        try:
            told = await request(paths.station_socket, Examine(), FindingsTold, timeout_s=EXAMINE_S)
        except WireError:
            pass  # it is being restarted, or is what is broken
        else:
            return told.findings
    facts = await asyncio.to_thread(MachineReader(settings).facts, await ask_all(paths))
    clock = replace(facts.clock, advice=await time_service.advice())
    facts = replace(facts, clock=clock)
    return tuple(told_doctor.finding(each) for each in examined(CHECKS, facts))


async def selftest(settings: Settings) -> AsyncIterator[SelfTestStepTold]:
    """Have the running box test itself. Raises NotRunningError, SelfTestError's RemoteError."""
    if running_folder(settings.paths.data) is None:
        raise not_running()
    async for step in selftest_steps(settings.paths.station_socket):
        yield step


async def support(settings: Settings, target: Path, note: str) -> AsyncIterator[ExportStepTold]:
    """Write a bundle; also of a box that does not start. Raises ExportError or RemoteError."""
    paths = settings.paths
    if running_folder(paths.data) is not None:
        question = MakeSupportBundle(target=str(target.absolute()), note=note)
        async for step in support_steps(paths.station_socket, question):
            yield step
        return
    told = await ask_all(paths)
    try:
        async with opened(paths) as library:
            bundles = SupportBundles(settings, library, paths)
            async for told_step in _written(bundles, settings, target, note, told):
                yield told_step
    except (LibraryError, AlreadyRunningError, DataFolderError):
        bundles = SupportBundles(settings, None, paths)
        async for told_step in _written(bundles, settings, target, note, told):
            yield told_step


async def _written(
    bundles: SupportBundles, settings: Settings, target: Path, note: str, told: BoxTold
) -> AsyncIterator[ExportStepTold]:
    facts = await asyncio.to_thread(MachineReader(settings).facts, told)
    steps = bundles.write(
        target.absolute(),
        told=told,
        facts=facts,
        note=note,
        audit=AuditLog(settings.paths.data),
        writable=own_door(settings).writable,
    )
    async with aclosing(steps):
        async for progress in steps:
            yield control_exports.told(progress)
