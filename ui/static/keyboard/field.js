// What keys do to a field. Edits go the browser's own way, so that they are input events like those
// of a keyboard, keep to `maxlength`, replace what is selected, and can be undone.
const NUMBERS = new Set(["numeric", "decimal", "tel"]);
const LATIN = new Set(["email", "url"]);

export const FIELDS = "input.field, textarea.field";

export const isTypable = (element) =>
  Boolean(element?.matches?.(FIELDS)) && !element.readOnly && !element.disabled;

export function kindOf(field) {
  const isNumber = NUMBERS.has(field.inputMode) || field.type === "number";
  return {
    isNumber,
    isDecimal: field.inputMode === "decimal" || (field.type === "number" && field.inputMode !== "numeric"),
    isLong: field.localName === "textarea",
    mayBeChinese: !isNumber && field.type !== "password" && !LATIN.has(field.inputMode) && !LATIN.has(field.type),
  };
}

export function insert(field, text) {
  if (document.activeElement === field && document.execCommand("insertText", false, text)) return;
  // It was left with letters that were not chosen for; where it stands is known all the same.
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
}

// What stands in it is all of it: whoever waits for the typing to rest need not.
export const complete = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

export const erase = () => document.execCommand("delete");

export const move = (direction) => getSelection().modify("move", direction, "character");

// What Enter means to a page: a handler of the key, or a form.
export function enter(field) {
  const options = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
  const isWanted = field.dispatchEvent(new KeyboardEvent("keydown", options));
  field.dispatchEvent(new KeyboardEvent("keyup", options));
  if (isWanted && field.form) field.form.requestSubmit();
}

// Scrolls the field above `top`; what stands on a ground that cannot scroll is lifted with it.
export function reveal(field, top) {
  field.scrollIntoView({ block: "nearest" });
  const below = field.getBoundingClientRect().bottom + 8 - top;
  if (below <= 0) return () => {};
  let ground = field;
  while (ground.parentElement !== document.body && getComputedStyle(ground).position !== "fixed") {
    ground = ground.parentElement;
  }
  ground.style.translate = `0 ${-below}px`;
  return () => (ground.style.translate = "");
}
