"""Deeds of the audit log in the words of whoever reads it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from appliance.station.face_shelf import AuditEntry
from appliance.station.settings_table import TABLE

from .i18n import Language, mark
from .setting_words import SPOKEN
from .wording import day_and_clock

DEEDS: Mapping[str, str] = {
    "rename": mark("Title changed: {subject}"),
    "tag": mark("Tags changed: {subject}"),
    "name-speaker": mark("Speaker named: {subject}"),
    "note-marker": mark("Note written beside a marker: {subject}"),
    "hold": mark("Never to be deleted: {subject}"),
    "lift-hold": mark("May be deleted again: {subject}"),
    "edit": mark("Text changed: {subject}"),
    "undo": mark("Change of a text taken back: {subject}"),
    "redo": mark("Change of a text made again: {subject}"),
    "delete": mark("Put into the trash: {subject}"),
    "restore": mark("Brought back from the trash: {subject}"),
    "purge": mark("Removed for good: {subject}"),
    "import": mark("Imported: {subject}"),
    "add-files": mark("Files added to the queue: {subject}"),
    "export": mark("Exported: {subject}"),
    "begin-by-speech": mark("Recording begun because somebody spoke: {subject}"),
    "end-by-silence": mark("Recording ended because nobody spoke: {subject}"),
    "backup": mark("Library backed up: {subject}"),
    "put-back": mark("Recordings put back from a backup: {subject}"),
    "support-bundle": mark("Support bundle written: {subject}"),
    "import-lexicon": mark("Hot words taken from a stick: {subject}"),
    "restore-lexicon": mark("Former hot words put back: {subject}"),
    "remove-lexicon": mark("Hot words deleted: {subject}"),
    "import-bundle": mark("Bundle installed from a stick: {subject}"),
    "change-setting": mark("Setting changed: {subject}"),
    "reset-setting": mark("Setting back to its default: {subject}"),
    "write-hot-words": mark("Hot words changed on the screen"),
    "use-model": mark("Model chosen: {subject}"),
    "remove-model": mark("Model deleted: {subject}"),
    "finish-welcome": mark("First steps done"),
    "unlock": mark("Unlocked with the PIN"),
    "lock": mark("Locked"),
    "wrong-pin": mark("Wrong PIN"),
    "set-pin": mark("PIN set"),
    "change-pin": mark("PIN changed"),
    "reset-pin": mark("PIN removed"),
    "set-clock": mark("Clock set"),
    "set-time-zone": mark("Time zone set: {subject}"),
    "switch-off": mark("Machine switched off"),
    "restart-machine": mark("Machine restarted"),
}
SIGNS: Mapping[str, str] = {
    "rename": "edit",
    "tag": "tag",
    "name-speaker": "speakers",
    "note-marker": "plain",
    "hold": "lock",
    "lift-hold": "unlocked",
    "edit": "edit",
    "undo": "undo",
    "redo": "redo",
    "delete": "trash",
    "restore": "undo",
    "purge": "trash",
    "import": "files",
    "add-files": "files",
    "export": "export",
    "begin-by-speech": "record",
    "end-by-silence": "stop",
    "backup": "export",
    "put-back": "again",
    "support-bundle": "doctor",
    "import-lexicon": "stick",
    "restore-lexicon": "undo",
    "remove-lexicon": "trash",
    "import-bundle": "stick",
    "change-setting": "settings",
    "reset-setting": "undo",
    "write-hot-words": "text",
    "use-model": "settings",
    "remove-model": "trash",
    "finish-welcome": "check",
    "unlock": "unlocked",
    "lock": "lock",
    "wrong-pin": "warning",
    "set-pin": "lock",
    "change-pin": "lock",
    "reset-pin": "unlocked",
    "set-clock": "clock",
    "set-time-zone": "clock",
    "switch-off": "power",
    "restart-machine": "again",
}


def deed_words(entry: AuditEntry, _: Language, subjects: Mapping[str, str]) -> str:
    """Return what was done; a deed that nobody has words for is told as it is noted.

    ``subjects`` has what persons call a subject, where that is not what was noted.
    """
    said = DEEDS.get(entry.deed)
    subject = subjects.get(entry.subject) or _subject(entry, _)
    words = _(said, subject=subject) if said else f"{entry.deed}: {subject}"
    if entry.facts.get("by") == "rule":
        return _("{deed} (by a rule)", deed=words)
    return words


def moment_words(entry: AuditEntry, _: Language) -> str:
    """Return when it was done, in the zone of the box."""
    at = datetime.fromisoformat(entry.at).astimezone()
    words = day_and_clock(at, _)
    return words if entry.clock_trusted else _("about {moment}", moment=words)


def _subject(entry: AuditEntry, _: Language) -> str:
    row = TABLE.get(entry.subject)
    subject = _(row.title) if row is not None else entry.subject
    if entry.deed == "add-files" and "files" in entry.facts:
        return _.plural("{count} file", "{count} files", int(entry.facts["files"]))
    value = entry.facts.get("value")
    if entry.deed == "change-setting" and row is not None and value is not None:
        option = row.options.get(value)
        unlisted = _.spoken(str(value)) if entry.subject == SPOKEN else value
        return f"{subject} → {_(option) if option else unlisted}"
    return subject
