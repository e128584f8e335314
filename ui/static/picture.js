// What the page shows, for a support bundle: its boxes, its signs, its runs of text, and where they
// are. The station masks every text but its own (ui/own_words.py) before anything of it is kept;
// what people said, named or typed does not even get there.
(() => {
  const MOST_SHAPES = 2000; // as ui/picture.py takes
  const MOST_LETTERS = 10000;
  const MOST_JSON = 300000; // a socket drops a message of a megabyte, and itself with it
  const PRIVATE =
    ".text-lines .said, .text-field .said, .speaker-said .said, .hot-words-now .said, .found-bar .said, .who, .captions p:not(.empty), .excerpt, .entry .name, .title .name, .choice .what, " +
    ".file .what, .files li, .fact .sign-tag + .words, .log-line, .keyboard .composition, .keyboard .key:not(.act)";
  const NEVER = ".pin-shown"; // as many dots as the PIN has digits

  const meet = (a, b) => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const isSome = (box) => box.right > box.left && box.bottom > box.top;
  const holds = (clip, box) => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return x >= clip.left && x <= clip.right && y >= clip.top && y <= clip.bottom;
  };
  const round = (number) => Math.round(10 * number) / 10;
  const place = (box) => ({ x: round(box.left), y: round(box.top), w: round(box.right - box.left), h: round(box.bottom - box.top) });

  // Not what matches `leftOut`.
  window.pictureOfPage = (leftOut = NEVER) => {
    const shapes = [];
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    let letters = 0;

    function box(element, style, clip, layer) {
      const whole = element.getBoundingClientRect();
      const seen = meet(whole, clip);
      if (!isSome(seen)) return;
      if (element.classList.contains("sign")) {
        if (!holds(clip, whole)) return;
        const name = [...element.classList].find((each) => each.startsWith("sign-"))?.slice(5) ?? "";
        shapes.push({ kind: "sign", name, layer, fill: style.backgroundColor, ...place(whole) });
        return;
      }
      const edges = ["Top", "Right", "Bottom", "Left"].map((side) => Math.min(parseFloat(style[`border${side}Width`]), 99));
      const widest = ["Top", "Right", "Bottom", "Left"][edges.indexOf(Math.max(...edges))];
      const isFilled = !/, 0\)$|transparent/.test(style.backgroundColor);
      if (!isFilled && !edges.some((width) => width > 0)) return;
      shapes.push({
        kind: "box", layer, fill: style.backgroundColor, edge: style[`border${widest}Color`], edges,
        rounding: Math.min(parseFloat(style.borderTopLeftRadius) || 0, 999), ...place(seen),
      });
    }

    function write(text, runs, style, layer) {
      if (!runs.length) return;
      shapes.push({ kind: "text", text, runs, layer, fill: style.color, size: parseFloat(style.fontSize), weight: parseInt(style.fontWeight, 10) });
    }

    function words(node, style, clip, layer) {
      const text = node.data.toWellFormed();
      const range = document.createRange();
      range.selectNodeContents(node);
      if (!text.trim() || !isSome(meet(range.getBoundingClientRect(), clip))) return;
      const found = [...text];
      letters += found.length;
      if (letters > MOST_LETTERS) return;
      const runs = [];
      let [run, at] = [null, 0];
      found.forEach((letter, n) => {
        range.setStart(node, at);
        range.setEnd(node, (at += letter.length));
        const seen = range.getBoundingClientRect();
        if (!seen.width || !holds(clip, seen)) {
          run = null;
        } else if (run && Math.abs(run.y - round(seen.top)) < 1) {
          run.end = n + 1;
          run.w = round(seen.right - run.x);
        } else {
          runs.push((run = { start: n, end: n + 1, ...place(seen) }));
        }
      });
      const isPrivate = node.parentElement.closest(PRIVATE);
      write(isPrivate ? "█".repeat(found.length) : found.join(""), runs, style, layer);
    }

    function field(element, style, clip, layer) {
      const inner = element.getBoundingClientRect();
      if (["range", "checkbox", "radio", "file"].includes(element.type) || !holds(clip, inner)) return;
      const text = element.value ? "█" : element.placeholder.toWellFormed();
      const long = Math.min([...(element.value || text)].length, 200);
      const size = parseFloat(style.fontSize);
      const left = inner.left + parseFloat(style.paddingLeft);
      const top = inner.top + parseFloat(style.paddingTop);
      const box = { left, top, right: Math.min(left + 0.6 * size * long, inner.right), bottom: top + 1.2 * size };
      if (long && isSome(box)) write(element.value ? text.repeat(long) : text, [{ start: 0, end: long, ...place(box) }], style, layer);
    }

    function walk(element, clip, layer) {
      if (shapes.length >= MOST_SHAPES || element instanceof SVGElement || element.matches(`${NEVER}, ${leftOut}`)) return;
      const style = getComputedStyle(element);
      if (style.display === "none" || style.opacity === "0") return;
      if (style.zIndex !== "auto") layer = Math.max(layer, parseInt(style.zIndex, 10));
      if (style.position === "fixed") clip = screen;
      const isShown = style.visibility === "visible";
      if (isShown) box(element, style, clip, layer);
      if (isShown && element.matches("input, textarea")) return field(element, style, clip, layer);
      if (style.display !== "contents" && style.display !== "inline" && style.overflowX + style.overflowY !== "visiblevisible") {
        clip = meet(clip, element.getBoundingClientRect());
        if (!isSome(clip)) return;
      }
      for (const child of element.childNodes) {
        if (child.nodeType === Node.ELEMENT_NODE) walk(child, clip, layer);
        else if (child.nodeType === Node.TEXT_NODE && isShown && shapes.length < MOST_SHAPES) words(child, style, clip, layer);
      }
    }

    walk(document.body, screen, 0);
    while (JSON.stringify(shapes).length > MOST_JSON) shapes.length >>= 1;
    return { width: innerWidth, height: innerHeight, shapes };
  };

  // Whoever goes to the doctor leaves the page on which something is wrong.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.pathname === "/doctor" && location.pathname !== "/doctor") emitEvent("left-for-doctor", window.pictureOfPage());
  }, true);
})();
