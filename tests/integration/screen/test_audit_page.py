"""The log of deeds on the screen, over a made-up station."""

import pytest
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from appliance.wire.shelf import AuditEntry, AuditTold, LabelsTold
from tests.fakes.station import FakeStation
from tests.integration.screen.person import sees, tap, until
from ui.pages import audit


async def test_the_audit_log_is_read_in_pages(user: User, station: FakeStation) -> None:
    """Newest first, in words; older ones one tap on."""
    entries = [
        AuditEntry(at="2025-05-12T09:30:00Z", clock_trusted=True, deed="wrong-pin", subject="pin"),
        AuditEntry(
            at="2025-05-12T09:29:00Z",
            clock_trusted=False,
            deed="change-setting",
            subject="text.script",
            facts={"value": "traditional"},
        ),
        AuditEntry(
            at="2025-05-12T09:28:00Z",
            clock_trusted=True,
            deed="delete",
            subject="20250512",
            facts={"by": "rule"},
        ),
    ]
    more = [
        AuditEntry(at="2025-05-11T00:00:00Z", clock_trusted=True, deed="new", subject=str(number))
        for number in range(60)
    ]
    station.shelf.audit_told = AuditTold(entries=(*entries, *more))
    await user.open("/settings/audit")
    await sees(user, "Wrong PIN")
    await sees(user, "Setting changed: Chinese characters → Traditional")
    await sees(user, "about 12 May 2025")
    await sees(user, "“About”: nobody had confirmed the clock then.")
    await sees(user, "Put into the trash: 20250512 (by a rule)")
    await user.should_not_see("new: 59")
    tap(user, "Older")
    await sees(user, "new: 59")
    tap(user, "Newer")
    await sees(user, "Wrong PIN")


async def test_recordings_are_called_by_their_title_and_moment(
    user: User, station: FakeStation
) -> None:
    """Nobody knows them by their ids; one that is gone for good has its moment left."""
    told = station.shelf.labels

    async def labels(recording_id: str) -> LabelsTold:
        if recording_id.endswith("0000"):
            raise ApplianceError("It is gone.", hint="Look in the history.")
        return await told(recording_id)

    station.shelf.labels = labels  # type: ignore[method-assign]
    entries = [
        AuditEntry(at="2025-05-12T09:30:00Z", clock_trusted=True, deed=deed, subject=subject)
        for deed, subject in (("edit", "20250511-093000-a1b2"), ("purge", "20250510-093000-0000"))
    ]
    added = AuditEntry(
        at="2025-05-12T09:29:00Z",
        clock_trusted=True,
        deed="add-files",
        subject="65a54298",
        facts={"files": 5},
    )
    station.shelf.audit_told = AuditTold(entries=(*entries, added))
    await user.open("/settings/audit")
    await sees(user, "Text changed: 周会 · 11 May 2025")
    await sees(user, "Removed for good: 10 May 2025")
    await sees(user, "Files added to the queue: 5 files")
    await user.should_not_see("“About”")


async def test_the_audit_log_follows_what_is_done(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the newest deeds are shown; older ones stay under the eyes of who reads them."""
    monkeypatch.setattr(audit, "REFRESH_S", 0)
    entries = tuple(
        AuditEntry(at="2025-05-11T00:00:00Z", clock_trusted=True, deed="new", subject=str(number))
        for number in range(60)
    )

    def note(deed: str) -> None:
        newest = AuditEntry(at="2025-05-12T09:30:00Z", clock_trusted=True, deed=deed, subject="")
        station.shelf.audit_told = AuditTold(entries=(newest, *station.shelf.audit_told.entries))
        station.shelf.noted += 1
        station.changed()

    station.shelf.audit_told = AuditTold(entries=entries)
    await user.open("/settings/audit")
    await until(lambda: bool(station.listeners))
    await sees(user, "new: 0")
    note("lock")
    await sees(user, "Locked")
    station.changed()
    note("unlock")
    await sees(user, "Unlocked with the PIN")
    assert 3 == station.shelf.asked.count(("audit", 51))  # once for each, and at first
    tap(user, "Older")
    await sees(user, "new: 59")
    note("wrong-pin")
    tap(user, "Newer")
    await sees(user, "Wrong PIN")
    assert 1 == station.shelf.asked.count(("audit", 101))
