// How lines are corrected, one at a time, for a list of them. What is typed is kept before another
// line is opened, before something is undone, before the line is cut, joined or removed, and at the
// end; a page that goes remembers it. Where the text under it became another one, nothing is written
// over that unless somebody says so: what was typed is left above the lines, to go on with.
//
// The list has `shown` (each with its `key`), `best`, `editing`, `playing`,
// `play(detail)`, `isHere(start)` and `needMore(until)`.
import { drafts } from "./drafts.js";

export default {
  emits: ["change", "undo", "left", "begin", "unsure", "undoable", "drop"],
  data() {
    return {
      opened: null, // the number of a line
      draft: "",
      caret: undefined, // where it is begun; at its end, unless a finger said so
      base: "", // the text on which it was begun
      wishes: [], // what the station was asked for and has not answered, or not done yet
      left: [], // drafts that are kept nowhere
    };
  },
  computed: {
    // What stands there instead of the text on which somebody began to write.
    other() {
      const line = this.unkept();
      const isAsked = this.wishes.some((wish) => !wish.isAnswered);
      return line && !isAsked && line.text !== this.base ? line.text : "";
    },
    // Beside another text it is left above the lines: nothing is kept that could be taken back.
    isUndoable() {
      return Boolean(this.unkept() && !this.other);
    },
    // Of another version nobody knows: the text that is corrected is shown first.
    hasLines() {
      return !this.best || this.shown.some((line) => !line.sign);
    },
  },
  watch: {
    editing(now) {
      if (!now) this.close();
      else if (this.wanted) this.takeUp(this.wanted);
    },
    isUndoable(now) {
      this.$emit("undoable", now);
    },
  },
  created() {
    this.deedAt = -Infinity;
    this.openings = this.wishNumber = 0;
  },
  mounted() {
    // Before the next page is asked for: that has the new text then.
    window.addEventListener("beforeunload", this.remember);
    // One that was dropped is there again.
    window.addEventListener("tingxia-draft", this.recall);
    // It may have been kept just after this page was read.
    if (drafts.all().length) this.$emit("unsure");
  },
  unmounted() {
    window.removeEventListener("beforeunload", this.remember);
    window.removeEventListener("tingxia-draft", this.recall);
  },
  methods: {
    // Others may have come while what was open was kept.
    openNear({ start, text }, left, caret) {
      const line = this.like(start, text) ?? this.saidAround(start);
      if (line) this.open(line, left, caret);
    },
    open(line, left = this.left.find((each) => each.start === line.start), caret = undefined) {
      if (left) this.forget(left);
      this.wishes = this.wishes.filter((wish) => !wish.isAnswered);
      this.opened = line.n;
      this.openings += 1;
      this.draft = left ? left.draft : line.text;
      this.caret = left ? undefined : caret;
      this.base = left ? left.was : line.text;
      this.hear(line);
    },
    close() {
      if (this.opened === null) return;
      this.opened = null;
      window.dispatchEvent(new CustomEvent("tingxia-pause"));
    },
    // The keyboard may still write into the field of a line that was left.
    write(line, text) {
      if (this.opened === line.n) this.draft = text;
    },
    like(start, ...texts) {
      return this.shown.find((line) => !line.sign && line.start === start && texts.includes(line.text));
    },
    // None where the lines have not come up to there: no other one is meant.
    saidAround(start) {
      if (!this.isHere(start)) return undefined;
      const said = this.shown.filter((line) => !line.sign);
      return said.findLast((line) => line.start <= start) ?? said[0];
    },
    // The line whose draft would be gone with it.
    unkept() {
      const line = this.opened === null ? null : this.shown[this.opened];
      return line && this.isChanged(line) ? line : null;
    },
    isChanged(line) {
      return this.draft.trim() !== line.text.trim();
    },
    // Other lines came: the field stays on its line, or on what is said at that moment now.
    keepOpen(line) {
      const isChanged = this.isChanged(line);
      const asked = this.wishes.filter((wish) => wish.opening === this.openings);
      const own = [this.draft.trim(), ...asked.map((wish) => wish.text)];
      const same = this.like(line.start, line.text) ?? this.like(line.start, ...own);
      const now = same ?? this.saidAround(line.start);
      if (!now) {
        if (isChanged) this.leaveBehind(line);
        this.close();
        return;
      }
      this.opened = now.n;
      this.keepElement(line.key, now);
      if (same && same.text !== line.text) this.base = same.text;
      else if (!same && !isChanged && !asked.length) this.draft = this.base = now.text;
    },
    // The very field goes on: letters for which no word was chosen yet lie in the keyboard at it.
    keepElement(key, now) {
      const keyed = (line) => {
        if (line === now) return Object.freeze({ ...line, key });
        return line.key === key ? Object.freeze({ ...line, key: now.key }) : line;
      };
      if (now.key !== key) this.shown = Vue.markRaw(this.shown.map(keyed));
    },
    leaveBehind({ start }) {
      if (!this.draft.trim()) return;
      drafts.remember({ start, was: this.base, draft: this.draft });
      this.left = drafts.all();
    },
    // Once what is written is kept; not at all where the station refuses it.
    goOn(then) {
      const line = this.unkept();
      if (!line) then();
      else if (this.other) {
        this.leaveBehind(line);
        then();
      } else this.ask("text", line, then);
    },
    leave() {
      this.goOn(() => {
        this.close();
        this.$emit("left");
      });
    },
    // What was written last is what is taken back.
    undo() {
      const line = this.unkept();
      if (line && !this.draft.trim()) this.draft = this.base = line.text;
      else this.goOn(() => this.$emit("undo"));
    },
    remember() {
      const line = this.unkept();
      if (!line || !this.draft.trim()) return;
      const isOther = this.other;
      this.leaveBehind(line);
      if (!isOther) this.ask("text", line);
    },
    forget(left) {
      drafts.forget(left);
      this.left = drafts.all();
    },
    // The station has it forgotten once there is a way back.
    drop(left) {
      this.$emit("drop", { name: drafts.name, draft: left });
    },
    // What the station kept when the page went, nobody need write again; the rest is offered.
    // No text but the one that is corrected tells what was kept.
    recall() {
      if (!this.best) return;
      drafts.all().filter((each) => this.like(each.start, each.draft.trim())).forEach(drafts.forget);
      const [here, further] = [[], []];
      drafts.all().forEach((each) => (this.isHere(each.start) ? here : further).push(each));
      this.left = here;
      if (further.length) this.needMore(further[0].start);
    },
    takeUp(left) {
      this.wanted = this.editing ? null : left;
      if (!this.editing) this.$emit("begin");
      else
        this.goOn(() => {
          this.openNear({ start: left.start, text: left.was }, left);
          this.$nextTick(() => this.$refs.lines.querySelector(".opened")?.scrollIntoView({ block: "center" }));
        });
    },
    hear(line) {
      this.play({ from: line.start, until: line.end, loop: true });
    },
    listen(line) {
      if (this.playing) window.dispatchEvent(new CustomEvent("tingxia-pause"));
      else this.hear(line);
    },
    cancel(event) {
      this.deedAt = event.timeStamp;
      this.wishes.forEach((wish) => (wish.thens = []));
      this.close();
    },
    // What follows at once is meant for it, and not for the line that came under the finger.
    wish(deed, line, event) {
      this.deedAt = event.timeStamp;
      this.ask(deed, line);
    },
    save(line, event) {
      if (this.isChanged(line)) this.wish("text", line, event);
      else this.cancel(event);
    },
    // With what is written, where that is new: the deed is done to it. A removal needs no text.
    ask(kind, line, then) {
      const wanted = { kind, start: line.start, was: line.text };
      const isOpen = this.opened === line.n;
      const isNew = isOpen && this.isChanged(line) && (this.draft.trim() || kind !== "remove");
      if (isNew) wanted.text = this.draft.trim();
      if (kind === "split") wanted.before = this.cutAt(isNew);
      // Who is impatient wants the same once more.
      const isTwin = (wish) => !wish.isAnswered && Object.keys(wanted).every((key) => wish[key] === wanted[key]);
      let wish = this.wishes.find(isTwin);
      if (!wish) {
        wish = { ...wanted, id: (this.wishNumber += 1), opening: this.openings, draft: this.draft, thens: [] };
        this.wishes.push(wish);
        this.$emit("change", { ...wanted, id: wish.id });
      }
      if (then) wish.thens.push(then);
    },
    // Somebody may have gone on writing.
    done(id) {
      const wish = this.wishes.find((each) => each.id === id);
      if (!wish) return;
      if (wish.text !== undefined) this.putIn(wish);
      if (this.opened !== null && this.openings === wish.opening) {
        if (this.draft !== wish.draft) return;
        this.close();
      }
      wish.thens.splice(0).forEach((then) => then());
    },
    // The lines come again in a moment, from a long recording in a second.
    putIn({ start, was, text }) {
      const line = this.like(start, was);
      if (!line) return;
      const changed = Object.freeze({ ...line, text, starts: [], found: [] });
      this.shown = Vue.markRaw(this.shown.with(line.n, changed));
      if (this.opened === line.n) this.base = text;
    },
    // It was done or refused.
    answered(id) {
      const wish = this.wishes.find((each) => each.id === id);
      if (wish) Object.assign(wish, { isAnswered: true, thens: [] });
    },
    // In characters as the station counts them, of which some are two here.
    cutAt(isTrimmed) {
      const field = this.$refs.lines.querySelector("textarea.field");
      const before = this.draft.slice(0, field?.selectionStart ?? 0);
      return [...(isTrimmed ? before.trimStart() : before)].length;
    },
  },
};
