// What is wrong with the page as it stands: too small, too near, clipped, covered, out of the screen.
() => {
  const found = [];
  const name = (element) => `${element.tagName.toLowerCase()}.${String(element.className).trim().replace(/\s+/g, ".")}`;
  // A line far from what is in sight is not painted, and as high as it was when it last was.
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  };
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);
  // Things of two layers may lie over each other: what scrolls, what stays in sight meanwhile, and
  // what lies over the page.
  const layer = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (at.matches(".sheet, .toast, .above, .stale, .restarting, .keyboard")) return at;
      if (getComputedStyle(at).position === "sticky") return at;
      if (scrolls(getComputedStyle(at)) && at.scrollHeight > at.clientHeight + 1) return at;
    }
    return document.body;
  };
  // Whether an ellipsis says that there is more.
  const ends = (style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";

  const targets = [...document.querySelectorAll("button, a[href], input, textarea, [role=button]")].filter(isSeen);
  const items = [];
  for (const target of targets) {
    const box = target.getBoundingClientRect();
    if (box.width < 55.9 || box.height < 55.9) found.push(`target ${name(target)} is ${box.width} by ${box.height}`);
    items.push({ element: target, layer: layer(target), box, isTarget: true });
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const parent = node.parentElement;
    const text = node.textContent.trim().slice(0, 40);
    if (!text || ["SCRIPT", "STYLE"].includes(parent.tagName) || !isSeen(parent)) continue;
    const style = getComputedStyle(parent);
    if (parseFloat(style.fontSize) < 18) found.push(`text “${text}” has ${style.fontSize}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || parent.closest(".outline")) continue;
    // Letters reach less far up and down than the box of their line.
    const trim = 0.2 * parseFloat(style.fontSize);
    const inner = { left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim };
    let isCut = false;
    let boxed = false;
    for (let at = parent; at && !isCut; at = at.parentElement) {
      const around = getComputedStyle(at);
      if (around.display === "inline" || around.display === "contents") continue;
      const edge = at.getBoundingClientRect();
      // No ellipsis comes into a box within a line: it is cut off, or goes on behind the ellipsis.
      if (ends(around) && boxed && inner.right > edge.right + 1) found.push(`“${text}” is cut without an ellipsis by ${name(at)}`);
      if (scrolls(around) || ends(around)) break;
      boxed ||= around.display.startsWith("inline-");
      const isBox = at.matches("button, a, .notice, .toast, .sheet, .row") || /hidden|clip/.test(around.overflowX + around.overflowY);
      const by = Math.max(edge.left - inner.left, inner.right - edge.right, edge.top - inner.top, inner.bottom - edge.bottom);
      if (isBox && by > 1) {
        found.push(`“${text}” reaches ${by.toFixed(1)} px out of ${name(at)}`);
        isCut = true;
      }
    }
    // What is scrolled or cut away covers nothing.
    for (let at = parent; at; at = at.parentElement) {
      const around = getComputedStyle(at);
      if (around.display === "inline" || (around.overflowX === "visible" && around.overflowY === "visible")) continue;
      const edge = at.getBoundingClientRect();
      inner.left = Math.max(inner.left, edge.left);
      inner.right = Math.min(inner.right, edge.right);
      inner.top = Math.max(inner.top, edge.top);
      inner.bottom = Math.min(inner.bottom, edge.bottom);
    }
    if (inner.bottom > inner.top && inner.right > inner.left) items.push({ element: parent, layer: layer(parent), box: inner, text });
  }

  // A field lays its text out in a box of its own, into which no walk over the texts leads. What
  // somebody types is theirs: it may be longer than the field, and moves with the caret. Nothing
  // moves a placeholder, nor what is only there to be read; and a number that is cut off reads as
  // another number.
  for (const field of targets.filter((one) => one.matches("textarea, input:not([type=range])"))) {
    const { value, placeholder, readOnly, disabled, inputMode } = field;
    const { font, fontSize } = getComputedStyle(field, value ? null : "::placeholder");
    const text = (value || placeholder).slice(0, 40);
    if (parseFloat(fontSize) < 18) found.push(`text “${text}” has ${fontSize}`);
    if (value && !readOnly && !disabled && !["decimal", "numeric"].includes(inputMode)) continue;
    // How large a placeholder is a field tells of a value alone.
    if (!value) Object.assign(field, { value: placeholder, style: `font: ${font}` });
    const across = field.scrollWidth - field.clientWidth;
    const down = field.scrollHeight - field.clientHeight;
    if (!value) Object.assign(field, { value, style: "" });
    if (Math.max(across, down) > 1) found.push(`“${text}” is ${across} px wider and ${down} px higher than ${name(field)}`);
  }

  for (const [i, one] of items.entries()) for (const other of items.slice(i + 1)) {
    if (one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element)) continue;
    const [a, b] = [one.box, other.box];
    const across = Math.max(a.left - b.right, b.left - a.right);
    const down = Math.max(a.top - b.bottom, b.top - a.bottom);
    const gap = Math.max(across, down);
    const names = `${one.text ?? name(one.element)} and ${other.text ?? name(other.element)}`;
    if (gap < -2) found.push(`${names} overlap by ${(-gap).toFixed(1)} px`);
    else if (one.isTarget && other.isTarget && gap < 7.9) found.push(`${names} are ${gap} px apart`);
  }

  for (const element of document.querySelectorAll(".frame *, .sheet *, .restarting *, .stale, .stale *")) {
    if (!isSeen(element)) continue;
    const box = element.getBoundingClientRect();
    const isCut = (at) => at && (ends(getComputedStyle(at)) || isCut(at.parentElement));
    if ((box.right > innerWidth + 1 || box.left < -1) && !isCut(element.parentElement)) found.push(`${name(element)} reaches from ${box.left} to ${box.right}`);
    const style = getComputedStyle(element);
    const isFixed = /hidden|clip/.test(style.overflowX) && !ends(style) && !element.matches(".main, .meter, .bar, .outline, .entry");
    if (isFixed && element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} hides ${element.scrollWidth - element.clientWidth} px of its width`);
  }
  for (const box of document.querySelectorAll(".controls, .big, .tap, .heard, .main, .restarting, .stale")) {
    if (isSeen(box) && box.scrollHeight > box.clientHeight + 1) found.push(`${name(box)} overflows: ${box.scrollHeight} in ${box.clientHeight}`);
  }
  for (const sheet of document.querySelectorAll(".sheet")) {
    const hasRoom = sheet.offsetHeight < parseFloat(getComputedStyle(sheet).maxHeight) - 1;
    if (isSeen(sheet) && hasRoom && sheet.scrollHeight > sheet.clientHeight + 1) found.push(`${name(sheet)} scrolls ${sheet.scrollHeight} in ${sheet.clientHeight} and has room`);
  }
  return [...new Set(found)];
}
