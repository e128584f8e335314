"""The rule that lets the box switch its machine, as polkit's JavaScript would run it."""

import json
import shutil
import subprocess
from pathlib import Path

from appliance.mounting.__main__ import STATION_USER
from appliance.station.login_manager import RULE

FILE = Path(__file__).parents[2] / "image/mkosi.extra" / RULE.removeprefix("/")

LOGIN = "org.freedesktop.login1"
ALLOWED = {
    f"{LOGIN}.{deed}{more}"
    for deed in ("power-off", "reboot")
    for more in ("", "-multiple-sessions")
}
OTHERS = {
    f"{LOGIN}.power-off-ignore-inhibit",
    f"{LOGIN}.reboot-ignore-inhibit",
    f"{LOGIN}.suspend",
    f"{LOGIN}.hibernate",
    f"{LOGIN}.halt",
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


def test_the_box_may_switch_its_machine_and_nothing_else() -> None:
    """Its user, four actions; where there is JavaScript the rule itself is run."""
    text = FILE.read_text(encoding="utf-8")
    assert f'subject.user === "{STATION_USER}"' in text
    node = shutil.which("node")
    if node is None:
        return
    asked = [
        (user, action)
        for user in (STATION_USER, "kiosk", "root")
        for action in sorted(ALLOWED | OTHERS)
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
    assert {(STATION_USER, action) for action in ALLOWED} == allowed
