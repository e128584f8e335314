"""A page of fields of every kind, to try the keyboard on."""

from fastapi import Request
from nicegui import Client, ui

from appliance.station.face import Station
from ui.appearance import Appearance
from ui.frame import frame
from ui.i18n import COOKIE, Languages
from ui.insertions import Insertions
from ui.offers import Offers
from ui.permits import Permits
from ui.pictures import LeftPages
from ui.place import Place
from ui.visit import Visit
from ui.widgets.dialog import Dialog
from ui.widgets.text_field import TextField
from ui.widgets.touch import TouchButton


def add_typing_page(station: Station) -> dict[str, str]:
    """Serve it at /typing; returns what the page has told the station, by label."""
    told: dict[str, str] = {}

    def field(label: str, **options: object) -> TextField:
        def tell(text: str) -> None:
            told[label] = text

        return TextField(label, tell, **options)  # type: ignore[arg-type]

    @ui.page("/typing")
    def typing(request: Request, client: Client) -> None:
        visit = Visit(
            station,
            Languages("zh-CN").choose(request.cookies.get(COOKIE)),
            client,
            appearance=Appearance.choose(request.cookies),
            offers=Offers(),
            insertions=Insertions(),
            left_pages=LeftPages(),
            permits=Permits(station.lock),
            browser=request.state.browser,
        )
        with (
            frame(visit, Place.HISTORY),
            ui.element("div").classes("scroll"),
            ui.element("div").style("display: grid; gap: 16px"),
        ):
            field("标题")
            dialog = Dialog()
            with dialog.filled("stick", "备注"):
                field("一", lines=3)
                field("二")
                field("三")
                with dialog.actions():
                    TouchButton("关闭", "close", dialog.close)
            TouchButton("打开", "text", dialog.open)
            field("口令", is_secret=True)
            field("密码", is_secret=True, input_mode="numeric")
            field("增益", input_mode="decimal")
            for number in range(6):
                field(f"字段 {number}")
            field("说明", lines=4)
            field("最后")

    return told
