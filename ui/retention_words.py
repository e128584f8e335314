"""What becomes of recordings by themselves, in words. Pure."""

from collections.abc import Mapping
from datetime import datetime

from appliance.domain.retention import Fate, Prospect, Reason, Rules
from appliance.station.face_shelf import RetentionLine

from .i18n import Language, mark
from .wording import day_and_clock

DAY_S = 86_400.0

WHY: Mapping[Reason, str] = {
    Reason.NO_RULE: mark("no rule concerns it"),
    Reason.RUNNING: mark("it is being recorded"),
    Reason.HOLD: mark("it is never to be deleted"),
    Reason.IN_WORK: mark("it is just being made into text or exported"),
    Reason.NOT_EXPORTED: mark("it was not exported yet"),
    Reason.DATE_UNKNOWN: mark("its date is not certain"),
    Reason.CLOCK_UNTRUSTED: mark("the clock of the box is not certain"),
    Reason.AGE: mark("it is old enough"),
    Reason.SPACE: mark("space is short"),
    Reason.TRASH_OVER: mark("its time in the trash is over"),
    Reason.NOT_TRASHED: mark("it is not in the trash"),
}


def rules_words(rules: Rules, _: Language) -> str:
    """Return what the rules say."""
    said = []
    if rules.max_age_days:
        days = _.plural("{count} day", "{count} days", rules.max_age_days)
        said.append(_("Recordings older than {days} go to the trash.", days=days))
    if rules.keep_free_bytes:
        said.append(_("With too little space the oldest ones are removed."))
    if not rules.any:
        said.append(_("No recording is deleted by itself."))
    days = _.plural("{count} day", "{count} days", rules.trash_days)
    said.append(_("The trash keeps them for {days}.", days=days))
    return ("" if _.code == "zh-CN" else " ").join(said)


def title_words(line: RetentionLine, _: Language) -> str:
    """Return by which words a person knows a recording."""
    started = datetime.fromisoformat(line.started)
    return line.title or day_and_clock(started, _)


def fate_words(prospect: Prospect, _: Language) -> str:
    """Return what happens to a recording, when and why."""
    why = _(WHY[prospect.reason])
    if prospect.in_s is None or prospect.fate is Fate.STAYS:
        return _("Stays: {why}", why=why)
    if prospect.reason is Reason.TRASH_OVER and prospect.in_s:
        why = _("its time in the trash is over then")
    when = _when(prospect.in_s, _)
    if prospect.fate is Fate.TRASH:
        return _("Goes to the trash {when}: {why}", when=when, why=why)
    return _("Removed for good {when}: {why}", when=when, why=why)


def _when(in_s: float, _: Language) -> str:
    if in_s < DAY_S:
        return _("within a day") if in_s else _("soon")
    return _.plural("in {count} day", "in {count} days", int(in_s // DAY_S))
