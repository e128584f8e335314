"""What can go wrong with a stick as a whole; what is wrong with one file is an outcome."""

import errno
from pathlib import Path

from appliance.domain.stick_mounting import Refused
from appliance.errors import ApplianceError


class StickError(ApplianceError):
    """A stick cannot be read, taken from or unmounted; the box's own data is untouched."""

    code = "stick"
    exit_code = 41


def no_such_stick(wanted: str, known: str) -> StickError:
    """Return what is said about a stick that is not there."""
    return StickError(
        "There is no stick {wanted}.",
        hint="There is: {known}."
        if known
        else "Plug it in; the Stick page and `tingxia stick list` show it.",
        wanted=wanted,
        known=known,
    )


def unreadable(error: OSError, place: Path) -> StickError:
    """Tell what an error of the operating system means to the person with the stick."""
    return StickError(
        "{place} cannot be read: {reason}.",
        hint="It is mounted for another user; have it mounted for the user of the box."
        if error.errno in {errno.EACCES, errno.EPERM}
        else "Name a stick as `tingxia stick list` shows it, or a folder."
        if error.errno == errno.ENOTDIR
        else "It is a link; name the folder it leads to."
        if error.errno == errno.ELOOP
        else "Was it pulled out? Plug it in again and repeat; nothing half is left in the box. "
        "The Stick page and `tingxia stick list` show what is there.",
        place=place,
        reason=error.strerror or str(error),
    )


def stalled(place: Path) -> StickError:
    """Return what is said when a stick does not answer."""
    return StickError(
        "{place} does not answer.",
        hint="Pull it out and plug it in again; if that does not help, take another stick.",
        place=place,
    )


def helper_refused(reason: str, label: str) -> StickError:
    """Return what the mount helper's refusal means."""
    if reason == Refused.IN_USE:
        return StickError(
            "The stick {label} is in use.",
            hint="Wait until what reads or writes it is done, then try again.",
            label=label,
        )
    if reason == Refused.WRITE_PROTECTED:
        return StickError(
            "The stick {label} is write-protected.",
            hint="Slide the lock of the stick, or take another one.",
            label=label,
        )
    if reason == Refused.NOT_MOUNTED:
        return StickError(
            "The stick {label} is not mounted.", hint="Plug it in again.", label=label
        )
    return StickError(
        "This box cannot use the stick {label} as it is.",
        hint="Plug it in again, or take another one; if it stays so, whoever looks after the box "
        "reads the reason with: journalctl -u 'tingxia-stick-ask@*'",
        label=label,
        reason=reason,
    )


def no_helper(label: str) -> StickError:
    """Return what is said when the mount helper does not answer."""
    return StickError(
        "The part of the box that opens and lets go of sticks does not answer ({label}).",
        hint="Start the box again; if it stays so, whoever looks after the box looks at it: "
        "systemctl status tingxia-stick-ask.socket",
        label=label,
    )
