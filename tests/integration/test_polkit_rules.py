"""The rules that let the box switch its machine and set its clock, as polkit would run them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.mounting.__main__ import STATION_USER
from appliance.station import login_manager, time_service

IMAGE = Path(__file__).parents[2] / "image/mkosi.extra"
LOGIN = "org.freedesktop.login1"
TIME = "org.freedesktop.timedate1"
ALLOWED = {
    login_manager.RULE: {
        f"{LOGIN}.{deed}{more}"
        for deed in ("power-off", "reboot")
        for more in ("", "-multiple-sessions")
    },
    time_service.RULE: {f"{TIME}.{deed}" for deed in ("set-time", "set-timezone", "set-ntp")},
}
OTHERS = {
    f"{LOGIN}.power-off-ignore-inhibit",
    f"{LOGIN}.reboot-ignore-inhibit",
    f"{LOGIN}.suspend",
    f"{LOGIN}.hibernate",
    f"{LOGIN}.halt",
    f"{TIME}.set-local-rtc",
    "org.freedesktop.systemd1.manage-units",
}

_POLKIT = """
let rule;
const polkit = {
  Result: { YES: "yes", NOT_HANDLED: null },
  addRule: (added) => { rule = added; },
};
new Function("polkit", require("fs").readFileSync(0, "utf8"))(polkit);
const asked = JSON.parse(process.argv[1]);
console.log(JSON.stringify(asked.map(([user, id]) => rule({ id }, { user }))));
"""


@pytest.mark.parametrize("rule", ALLOWED)
def test_the_box_may_do_this_and_nothing_else(rule: str) -> None:
    """Its user, these actions; where there is JavaScript the rule itself is run."""
    text = (IMAGE / rule.removeprefix("/")).read_text(encoding="utf-8")
    assert f'subject.user === "{STATION_USER}"' in text
    node = shutil.which("node")
    if node is None:
        return
    asked = [
        (user, action)
        for user in (STATION_USER, "kiosk", "root")
        for action in sorted(set().union(OTHERS, *ALLOWED.values()))
    ]
    told = subprocess.run(
        [node, "-e", _POLKIT, json.dumps(asked)],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    answers = dict(zip(asked, json.loads(told.stdout), strict=True))
    allowed = {(user, action) for (user, action), answer in answers.items() if answer == "yes"}
    assert {(STATION_USER, action) for action in ALLOWED[rule]} == allowed
