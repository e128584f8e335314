"""Tells on every page that a stick was plugged in, with the way to what can be done with it."""

from ..visit import Visit
from ..wording import stick_name

LOOK_S = 0.5


class StickToast:
    """``is_here`` on the page of sticks itself, which shows them anyway."""

    def __init__(self, visit: Visit, *, href: str, is_here: bool) -> None:
        self._visit = visit
        self._href = href
        self._is_here = is_here
        visit.watch(self._look, every_s=LOOK_S)

    def _look(self) -> None:
        visit, _ = self._visit, self._visit.language
        # What can still be undone, or waits to be read, is not pushed aside.
        if visit.station.snapshot().hardware is None or visit.toast.is_needed:
            return
        names = {each.identity: stick_name(each) for each in visit.station.sticks.volumes()}
        for identity in visit.insertions.fresh(names):
            if not self._is_here:
                words = _("Stick {label} is plugged in.", label=names[identity])
                visit.toast.lead(words, self._href, _("Open"))
