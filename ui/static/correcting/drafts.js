// What was typed into lines of this page and is kept nowhere else: [{start, was, draft}], where a
// line begins that it was typed into, the text on which it was begun, and what was typed. It
// outlives the page in the browser.
const name = "tingxia-drafts " + location.pathname;

const isSame = (one, other) =>
  one.start === other.start && one.was === other.was && one.draft === other.draft;

function all() {
  return JSON.parse(sessionStorage.getItem(name)) ?? [];
}

function write(drafts) {
  if (drafts.length) sessionStorage.setItem(name, JSON.stringify(drafts));
  else sessionStorage.removeItem(name);
}

function forget(draft) {
  write(all().filter((each) => !isSame(each, draft)));
}

function remember(draft) {
  write([...all().filter((each) => !isSame(each, draft)), draft]);
}

export const drafts = { name, all, forget, remember };
