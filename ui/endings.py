"""How a long deed with a stick ended: its sheet may be closed, its page left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.station.face import ExportProgress, Volume
from appliance.station.face_sticks import AudioOutcome, BundleTaken, PackOutcome

from .file_words import outcome_words, refusal_words
from .i18n import Language
from .news import Said
from .place import Place
from .wording import stick_name

NAMED = 3
"""So many are named with their reasons; more are only counted."""

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAdded:
    """Sound files of a stick went into the queue, or were refused."""

    outcomes: Sequence[AudioOutcome]

    def said(self, language: Language) -> Said:
        """See News."""
        _ = language
        taken = sum(one.job_id is not None for one in self.outcomes)
        refused = [one for one in self.outcomes if one.refusal is not None]
        added = _.plural("{count} file added", "{count} files added", taken)
        way = {"href": Place.FILES, "words": _("Files")} if taken else None
        if not refused:
            return Said(what=added, way=way)
        missing = _.plural("{count} was not taken:", "{count} were not taken:", len(refused))
        reasons = [
            f"{_short(one.path)}: {refusal_words(one.refusal, one.detail, _)}"
            for one in refused
            if one.refusal is not None
        ]
        return Said(
            what=f"{added} · {missing}" if taken else missing,
            more="\n".join(_first(reasons, _)),
            is_alarm=True,
            way=way,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksIn:
    """Lists of words of a stick are in the box, or were refused."""

    outcomes: Sequence[PackOutcome]

    def said(self, language: Language) -> Said:
        """See News."""
        _ = language
        refused = [one for one in self.outcomes if one.refusal is not None]
        taken = [one for one in self.outcomes if one.refusal is None]
        lines = [f"{_short(one.name or one.path)}: {outcome_words(one, _)}" for one in refused]
        lines += [f"{_short(one.name)}: {outcome_words(one, _)}" for one in taken]
        more = "\n".join(_first(lines, _))
        if not refused:
            return Said(what=_("Taken into the box"), more=more)
        missing = _.plural("{count} was not taken:", "{count} were not taken:", len(refused))
        way = {"href": Place.STICK, "words": _("Stick")}
        return Said(what=missing, more=more, is_alarm=True, way=way)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickLetGo:
    """Everything is on the stick."""

    stick: Volume
    is_unmounted: bool

    def said(self, language: Language) -> Said:
        """See News."""
        _, folder = language, self.stick.mount_point
        if not self.is_unmounted:
            hint = _(
                "Before pulling it, let it go in the file manager, or with: umount {folder}",
                folder=folder,
            )
            return Said(what=_("This computer still holds the stick."), more=hint)
        what = _("Pull stick {label} out now.", label=stick_name(self.stick, _))
        if not self.stick.is_stand_in:
            return Said(what=what)
        hint = _(
            "To pull it out, rename the folder {folder}. With its old name it is plugged in again.",
            folder=folder,
        )
        return Said(what=what, more=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleIn:
    """A signed bundle is installed; a model that is in use by it is still to be loaded."""

    taken: BundleTaken

    def said(self, language: Language) -> Said:
        """See News."""
        _, taken = language, self.taken
        named = _("{name}, version {version}", name=taken.name, version=taken.version)
        signed = _("Signed by {signer}", signer=taken.signer)
        way = {"href": Place.SETTINGS, "words": _("Settings")} if taken.uses else None
        return Said(what=_("Taken into the box"), more=f"{named}\n{signed}", way=way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something of the box was written to a stick and read back."""

    heading: str
    """A message id: what was written."""

    progress: ExportProgress

    def said(self, language: Language) -> Said:
        """See News."""
        _, progress = language, self.progress
        if is_nothing_new(progress):
            what = _("All recordings with text were exported before.")
            return Said(what=what, more="\n".join(notes(progress, _)))
        lines = [_(self.heading), *notes(progress, _)]
        if progress.without_audio:
            lines.append(without_audio_words(len(progress.without_audio), _))
            reasons = [
                f"{_short(one.name)}: {' '.join(_.error(one.error))}"
                for one in progress.without_audio
            ]
            lines.extend(_first(reasons, _))
        lines.append(_("Folder: {folder}", folder=progress.folder))
        return Said(
            what=verified_words(progress, _),
            more="\n".join(lines),
            is_alarm=bool(progress.without_audio),
            way={"href": Place.STICK, "words": _("Stick")},
        )


def is_nothing_new(progress: ExportProgress) -> bool:
    """Return whether nothing was written."""
    return not progress.files and not progress.folder


def verified_words(progress: ExportProgress, _: Language) -> str:
    """Say whether the stick may be pulled."""
    if progress.eject_first:
        return _("Verified. Leave the stick in, it is still in use.")
    return _("Verified. The stick is safe to remove.")


def notes(progress: ExportProgress, _: Language) -> list[str]:
    """Say what has to be exported again, or was left out."""
    found = []
    if progress.unfinished:
        found.append(
            _.plural(
                "The text of {count} recording is not complete: export it again later.",
                "The text of {count} recordings is not complete: export them again later.",
                progress.unfinished,
            )
        )
    if progress.left_out:
        found.append(
            _.plural(
                "{count} recording is left out: its text is still being made.",
                "{count} recordings are left out: their text is still being made.",
                progress.left_out,
            )
        )
    return found


def without_audio_words(count: int, _: Language) -> str:
    """Say that the audio of some stayed here."""
    return _.plural(
        "The audio of {count} recording could not be exported.",
        "The audio of {count} recordings could not be exported.",
        count,
    )


def _first(lines: Sequence[str], _: Language) -> list[str]:
    more = len(lines) - NAMED
    counted = [_.plural("and {count} more", "and {count} more", more)] if more > 0 else []
    return [*lines[:NAMED], *counted]


def _short(name: str) -> str:
    """Return the end of a long name, which tells files apart."""
    return name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
