"""The PIN pad: asks for the PIN, or for a new one twice."""

from collections.abc import Awaitable, Callable

from appliance.errors import ApplianceError
from appliance.station.face_lock import LockFace, Permit

from ..i18n import Language
from ..page_work import PageWork
from .dialog import Dialog
from .pin_keys import PinKeys
from .touch import TouchButton


class PinDialog:
    """One for a page."""

    def __init__(self, language: Language, lock: LockFace) -> None:
        self._language = language
        self._lock = lock
        self._dialog = Dialog()
        self._former = ""
        self._work = PageWork()

    def ask(self, on_permit: Callable[[Permit], None], on_cancel: Callable[[], None]) -> None:
        """Ask for the PIN until it is right or nobody wants to give it any more."""
        _ = self._language

        async def entered(pin: str) -> None:
            try:
                permit = await self._lock.unlock(pin)
            except ApplianceError as error:
                await self._look(keys, _.error(error)[0])
                return
            self._dialog.close()
            on_permit(permit)

        def cancel() -> None:
            self._dialog.close()
            on_cancel()

        with self._dialog.filled("lock", _("Unlock")):
            keys = PinKeys(_, _("Enter the PIN"), entered)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", cancel)
        self._dialog.open()
        self._work.begin(self._look(keys), name="look at the lock")

    def choose(self, on_pin: Callable[[str], Awaitable[None]]) -> None:
        """Ask for a new PIN twice; what ``on_pin`` raises is told and it is asked for again."""
        _, first = self._language, _new_prompt(self._language)
        self._former = ""

        async def entered(pin: str) -> None:
            if not self._former:
                self._former = pin
                keys.show(prompt=_("The same once more"))
                return
            former, self._former = self._former, ""
            if pin != former:
                keys.show(prompt=first, told=_("These were two different PINs. Choose again."))
                return
            try:
                await on_pin(pin)
            except ApplianceError as error:
                keys.show(prompt=first, told=" ".join(_.error(error)))
                return
            self._dialog.close()

        with self._dialog.filled("lock", _("A PIN for this box")):
            keys = PinKeys(_, first, entered)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
        self._dialog.open()

    async def _look(self, keys: PinKeys, told: str = "") -> None:
        """Say what was wrong, what is wrong with the lock, and how long to wait."""
        state = await self._lock.state()
        if state.problem:
            told = self._language.told(state.problem)
        if told or state.delay_left_s:
            keys.show(told=told, wait_s=state.delay_left_s)


def _new_prompt(_: Language) -> str:
    return _("Choose at least 6 digits")
