// Where the focus has come to by Tab, and what is wrong with that. At the end: what it never came to.
() => {
  const controls = () => [...document.querySelectorAll("button, a[href], input, textarea, [tabindex]")];
  const walked = (window.walked ??= []);
  // A message that comes when its place has been passed is no fault of the walk's.
  const late = (one) => one.closest(".toast") && !window.first.includes(one);
  window.first ??= controls();
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} “${(element.ariaLabel ?? element.textContent).trim().slice(0, 40)}”`;
  const at = document.activeElement;
  if (at === document.body || walked.includes(at)) {
    const missed = controls().filter(
      (one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !walked.includes(one) && !late(one),
    );
    return { isOver: true, found: missed.map((one) => `${name(one)} never has the focus`) };
  }
  const found = [];
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  if (style.outlineStyle === "none") found.push(`${name(at)} does not show that it has the focus`);
  const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  // What is switched off takes no finger: what is behind it is found. A message lies over the page for a while.
  if (!at.contains(top) && !top?.closest(".toast") && !(style.pointerEvents === "none" && top?.contains(at))) found.push(`${name(at)} has the focus out of sight`);
  // One reads on to the right or below; a column goes on at the head of the next one. A message comes first.
  const last = walked.at(-1);
  if (last?.isConnected && last.closest(".toast") === at.closest(".toast")) {
    const before = last.getBoundingClientRect();
    const isBack = box.right <= before.left + 2 && box.top < before.bottom - 2 && box.bottom <= before.bottom + 2;
    const isUp = box.bottom <= before.top + 2 && box.left < before.right - 2;
    if (isBack || isUp) found.push(`${name(at)} comes after ${name(last)}`);
  }
  walked.push(at);
  return { isOver: false, found };
}
