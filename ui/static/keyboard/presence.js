// Whether a person has keys of their own. The page before this one knew it, too.
const KEPT = "tingxia-hands";

export class Presence {
  constructor(cookie) {
    this.cookie = cookie;
    this.pointer = (event) => this.keep(event.pointerType === "mouse" ? "keys" : "touch");
    this.key = (event) => event.isTrusted && event.key !== "Unidentified" && this.keep("keys");
  }

  watch() {
    addEventListener("pointerdown", this.pointer, true);
    addEventListener("keydown", this.key, true);
  }

  unwatch() {
    removeEventListener("pointerdown", this.pointer, true);
    removeEventListener("keydown", this.key, true);
  }

  keep(hands) {
    if (hands !== sessionStorage.getItem(KEPT)) sessionStorage.setItem(KEPT, hands);
  }

  get isWanted() {
    const asked = new URLSearchParams(location.search).get("keyboard");
    if (asked === "on" || asked === "off") return asked === "on";
    const chosen = document.cookie.match(new RegExp(`(?:^|; )${this.cookie}=(always|never)`))?.[1];
    if (chosen) return chosen === "always";
    const hands = sessionStorage.getItem(KEPT);
    return hands ? hands === "touch" : matchMedia("(pointer: coarse)").matches;
  }
}
