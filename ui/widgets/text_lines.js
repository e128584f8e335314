// Lines of a recording that play from the word that is tapped. They come in pages: `first` at
// once, more through the event "more" when the end of those here comes near, by scrolling, playing
// or jumping. While correcting, a tap opens a line as a field and plays it over and over; a tap on a
// marker asks for its note. What is written is kept before another line is opened, before the line is
// cut, joined or removed, and at the end; a page that goes remembers it for its line as well.
const HANDS_OFF_MS = 5000;
const DRAFT = "tingxia-draft " + location.pathname + " ";

export default {
  template: `
    <div class="lines" ref="lines" @scroll.passive="look" @touchmove.passive="touched" @wheel.passive="touched">
      <div v-if="!total" class="nothing"><span class="sign sign-text" aria-hidden="true"></span>
        <span class="what">{{ nothing }}</span></div>
      <div v-for="(line, i) in shown" :key="line.n" tabindex="0" :role="opened === line.n ? 'group' : 'button'"
        v-memo="[line, i === current, editing, opened === line.n && draft + playing]"
        :class="['line', line.sign && 'aside', line.sign, i === current && 'playing', editing && (!line.sign || line.marker) && 'editable', opened === line.n && 'opened']"
        :aria-current="i === current" @click="tapped(line, $event)" @keydown.enter.self="tapped(line, $event)">
        <span class="at">{{ line.at }}</span>
        <div v-if="opened === line.n" class="words">
          <textarea class="field" rows="3" :value="draft" @input="write(line, $event)" :maxlength="longest" :aria-label="words.text"></textarea>
          <div class="actions">
            <button type="button" :data-apart-ms="apart" class="tap strong" :aria-disabled="!draft.trim() || null" @click.stop="save(line, $event)"><span class="sign sign-check" aria-hidden="true"></span>{{ words.save }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="cancel($event)"><span class="sign sign-close" aria-hidden="true"></span>{{ words.cancel }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="listen(line)"><span :class="'sign sign-' + (playing ? 'pause' : 'play')" aria-hidden="true"></span>{{ playing ? words.pause : words.hear }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="wish('split', line, $event)">{{ words.split }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="wish('join', line, $event)">{{ words.join }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="wish('speaker', line, $event)">{{ words.speaker }}</button>
            <button type="button" :data-apart-ms="apart" class="tap" @click.stop="wish('remove', line, $event)">{{ words.remove }}</button>
          </div>
        </div>
        <span v-else class="words"><span v-if="line.sign" :class="'sign sign-' + line.sign" aria-hidden="true"></span><span v-if="line.who" class="who">{{ line.who }}</span><span class="said">{{ line.text }}</span></span>
      </div>
    </div>`,
  props: {
    words: Object,
    total: { type: Number, default: 0 },
    first: { type: Array, default: () => [] },
    nothing: String,
    editing: { type: Boolean, default: false },
    longest: Number,
    apart: Number,
  },
  emits: ["more", "change", "left", "lost", "unsure"],
  data() {
    return { shown: this.settle(this.first), current: -1, playing: false, opened: null, draft: "" };
  },
  created() {
    this.deedAt = -Infinity;
  },
  mounted() {
    this.followed = (event) => this.follow(event.detail);
    window.addEventListener("tingxia-at", this.followed);
    // Before the next page is asked for: that has the new text then.
    window.addEventListener("beforeunload", this.remember);
    if (this.forget()) this.$emit("unsure");
  },
  unmounted() {
    window.removeEventListener("tingxia-at", this.followed);
    window.removeEventListener("beforeunload", this.remember);
    CSS.highlights?.delete("playing-word");
  },
  watch: {
    first(lines) {
      const opened = this.opened === null ? null : this.shown[this.opened];
      this.asked = -1;
      this.shown = this.settle(lines);
      if (opened) this.keepOpen(opened);
      this.forget();
      this.$nextTick(() => this.follow());
    },
    editing(now) {
      if (!now) this.close();
    },
  },
  methods: {
    settle(lines) {
      return Vue.markRaw(lines.map((line) => Object.freeze({ ...line })));
    },
    append(start, lines) {
      if (start !== this.shown.length) return;
      this.shown = Vue.markRaw(this.shown.concat(this.settle(lines)));
      this.$nextTick(() => this.follow());
    },
    needMore(until) {
      if (this.shown.length >= this.total || this.asked === this.shown.length) return;
      this.asked = this.shown.length;
      this.$emit("more", { start: this.shown.length, until });
    },
    look() {
      const box = this.$refs.lines;
      if (box.scrollTop + 3 * box.clientHeight > box.scrollHeight) this.needMore(0);
    },
    touched() {
      this.touchedAt = Date.now();
    },
    play(detail) {
      window.dispatchEvent(new CustomEvent("tingxia-play", { detail }));
    },
    tapped(line, event) {
      if (this.opened === line.n || event.timeStamp - this.deedAt < this.apart) return;
      if (this.editing && !line.sign) this.goOn(() => this.open(this.like(line.start, line.text)));
      else if (this.editing && line.marker) this.$emit("change", { kind: "note", n: line.n, was: line.text });
      else this.play({ from: this.saidAt(line, event) });
    },
    // When the word under the finger was said.
    saidAt(line, event) {
      const said = event.currentTarget.querySelector(".said")?.firstChild;
      if (!line.starts?.length || !said || event.clientX === undefined) return line.start;
      const range = document.createRange();
      let [nearest, least] = [0, Infinity];
      for (let i = 0; i < line.starts.length && i < said.length; i += 1) {
        range.setStart(said, i);
        range.setEnd(said, i + 1);
        const box = range.getBoundingClientRect();
        const across = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
        const down = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
        const away = across + 4 * down;
        if (away < least) [nearest, least] = [i, away];
      }
      return line.starts[this.wordAround(line.text, nearest)[0]] / 1000;
    },
    // From and up to: a run of letters or digits, else a single character.
    wordAround(text, place) {
      const isRun = (i) => /[\p{Script=Latin}\p{N}'’.-]/u.test(text[i] ?? "");
      let [from, to] = [place, place + 1];
      if (!isRun(place)) return [from, to];
      while (from > 0 && isRun(from - 1)) from -= 1;
      while (to < text.length && isRun(to)) to += 1;
      return [from, to];
    },
    open(line) {
      if (!line) return;
      this.opened = line.n;
      this.draft = this.sent = this.remembered(line);
      this.isSent = false;
      this.hear(line);
      this.$nextTick(() => this.field()?.focus());
    },
    // The keyboard may still write into the field of a line that was left.
    write(line, event) {
      if (this.opened === line.n) this.draft = event.target.value;
    },
    like(start, ...texts) {
      return this.shown.find((line) => !line.sign && line.start === start && texts.includes(line.text));
    },
    // Other lines came: what is written belongs to the line it was begun for and to no other.
    keepOpen(opened) {
      const same = this.like(opened.start, opened.text, this.draft.trim(), this.sent.trim());
      if (same) this.opened = same.n;
      else {
        // What was sent is answered by the station; what is only written would be gone unseen.
        if (!this.isSent && this.isChanged(opened)) this.$emit("lost");
        this.close();
      }
    },
    // The line whose draft would be gone with it.
    unkept() {
      const line = this.opened === null ? null : this.shown[this.opened];
      return line && this.isChanged(line) ? line : null;
    },
    isChanged(line) {
      return this.draft.trim() !== line.text.trim();
    },
    // Once what is written is kept; not at all where the station refuses it.
    goOn(then) {
      const line = this.unkept();
      if (!line) {
        then();
        return;
      }
      this.then = then;
      this.ask("text", line);
    },
    leave() {
      this.goOn(() => {
        this.close();
        this.$emit("left");
      });
    },
    remember() {
      const line = this.unkept();
      if (!line) return;
      const { start, text } = line;
      sessionStorage.setItem(DRAFT + start, JSON.stringify({ start, was: text, draft: this.draft }));
      if (this.draft.trim()) this.ask("text", line);
    },
    remembered(line) {
      const left = JSON.parse(sessionStorage.getItem(DRAFT + line.start));
      sessionStorage.removeItem(DRAFT + line.start);
      return left?.was === line.text ? left.draft : line.text;
    },
    // What the station kept when the page went, nobody need write again. Returns what is left.
    forget() {
      const left = Object.keys(sessionStorage).filter((name) => name.startsWith(DRAFT));
      return left.filter((name) => {
        const { start, draft } = JSON.parse(sessionStorage.getItem(name));
        const isKept = this.like(start, draft.trim());
        if (isKept) sessionStorage.removeItem(name);
        return !isKept;
      }).length;
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
      this.then = null;
      this.close();
    },
    close() {
      if (this.opened === null) return;
      this.opened = null;
      window.dispatchEvent(new CustomEvent("tingxia-pause"));
    },
    // What was asked for of the line that begins there; somebody may have gone on writing.
    done(start) {
      if (this.shown[this.opened]?.start === start) {
        if (this.draft !== this.sent) return;
        this.close();
      }
      this.then?.();
    },
    // It was done or refused.
    answered() {
      this.isSent = false;
      this.then = null;
    },
    field() {
      return this.$refs.lines.querySelector("textarea.field");
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
    ask(kind, line) {
      const wanted = { kind, n: line.n, was: line.text };
      const isNew = this.isChanged(line) && (this.draft.trim() || kind !== "remove");
      if (isNew) wanted.text = this.draft.trim();
      if (kind === "split") wanted.before = this.caret(isNew);
      this.sent = this.draft;
      this.isSent = true;
      this.$emit("change", wanted);
    },
    // In characters as the station counts them, of which some are two here.
    caret(isTrimmed) {
      const before = this.draft.slice(0, this.field()?.selectionStart ?? 0);
      return [...(isTrimmed ? before.trimStart() : before)].length;
    },
    follow(now = this.now) {
      if (!now) return;
      this.now = now;
      this.playing = now.playing;
      const last = this.shown[this.shown.length - 1];
      if (last && last.start < now.at) this.needMore(now.at);
      const current = now.playing || now.at > 0 ? this.lineAt(now.at + 0.05) : -1;
      if (current !== this.current) {
        this.current = current;
        const isFree = Date.now() - (this.touchedAt ?? 0) > HANDS_OFF_MS;
        if (current >= 0 && isFree && this.opened === null) this.$nextTick(this.bringIntoView);
      }
      this.light(now.at);
    },
    // Shows the word that is being said, without an element for each.
    light(at) {
      if (!CSS.highlights) return;
      const line = this.shown[this.current];
      const said = this.$refs.lines.querySelector(".playing .said")?.firstChild;
      if (!line?.starts?.length || !said || said.data !== line.text) {
        CSS.highlights.delete("playing-word");
        return;
      }
      const now = 1000 * at + 50;
      let place = line.starts.findIndex((start) => start > now) - 1;
      if (place < 0) place = now < line.starts[0] ? 0 : line.starts.length - 1;
      const [from, to] = this.wordAround(line.text, place);
      const range = document.createRange();
      range.setStart(said, from);
      range.setEnd(said, Math.min(to, said.length));
      CSS.highlights.set("playing-word", new Highlight(range));
    },
    bringIntoView() {
      const box = this.$refs.lines;
      const line = box.querySelector(".playing");
      if (!line) return;
      const way = Math.abs(line.getBoundingClientRect().top - box.getBoundingClientRect().top);
      if (way < 2 * box.clientHeight) {
        line.scrollIntoView({ block: "center", behavior: "smooth" });
      } else {
        // Lines never shown before have estimated heights: the first jump lays them out.
        line.scrollIntoView({ block: "center" });
        requestAnimationFrame(() => line.scrollIntoView({ block: "center" }));
      }
    },
    lineAt(seconds) {
      let low = 0;
      let high = this.shown.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.shown[middle].start <= seconds) low = middle + 1;
        else high = middle;
      }
      let line = low - 1;
      while (line >= 0 && this.shown[line].sign) line -= 1;
      return line;
    },
  },
};
