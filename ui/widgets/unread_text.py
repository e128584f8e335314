"""Says that the latest text of a recording cannot be read, and why."""

from appliance.errors import ApplianceError

from ..i18n import Language
from ..notice import Notice
from .notice_board import NoticeBoard


class UnreadText(NoticeBoard):
    """Nothing while it can be read."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self.classes("unread")

    def tell(self, error: ApplianceError | None) -> None:
        """Say it; None once it could be read."""
        if error is None:
            self.show(())
            return
        _ = self._language
        what = _("The latest text cannot be read. It is tried again by itself.")
        why, _again = _.error(error)
        self.show((Notice(sign="warning", what=what, next_step=why, is_alarm=True),))
