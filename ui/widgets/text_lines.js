// Lines of a recording that play from the word that is tapped. They come in pages: `first` at
// once, more through the event "more" when the end of those here comes near, by scrolling, playing
// or jumping. While correcting, a tap opens a line as a field and plays it over and over; a tap on a
// marker asks for its note.
import correcting from "tingxia-correcting/correcting.js";
import LeftDrafts from "tingxia-correcting/left_drafts.js";
import OpenLine from "tingxia-correcting/open_line.js";

const HANDS_OFF_MS = 5000;

export default {
  mixins: [correcting],
  components: { LeftDrafts, OpenLine },
  template: `
    <div class="text-lines">
      <left-drafts :drafts="left" :has-lines="hasLines" :words="words" :apart="apart" @taken="takeUp" @dropped="drop"></left-drafts>
      <div class="lines" ref="lines" @scroll.passive="look" @touchmove.passive="touched" @wheel.passive="touched">
        <div v-if="!total" class="nothing"><span class="sign sign-text" aria-hidden="true"></span>
          <span class="what">{{ nothing }}</span></div>
        <div v-for="(line, i) in shown" :key="line.key" tabindex="0" :role="opened === line.n ? 'group' : 'button'"
          v-memo="[line, i === current, editing, opened === line.n && field]"
          :class="['line', line.sign && 'aside', line.sign, i === current && 'playing', editing && (!line.sign || line.marker) && 'editable', opened === line.n && 'opened']"
          :aria-label="opened === line.n ? line.at : null" :aria-current="i === current" @click="tapped(line, $event)"
          @keydown.enter.self="tapped(line, $event)" @keydown.space.self.prevent="tapped(line, $event)">
          <span class="at">{{ line.at }}</span>
          <open-line v-if="opened === line.n" v-bind="field" :words="words" :longest="longest" :apart="apart" @written="write(line, $event)"
            @kept="save(line, $event)" @cancelled="cancel" @heard="listen(line)" @wished="(deed, event) => wish(deed, line, event)"></open-line>
          <span v-else class="words"><span v-if="line.sign" :class="'sign sign-' + line.sign" aria-hidden="true"></span><span v-if="line.who" class="who">{{ line.who }}</span><span class="said">{{ line.text }}</span></span>
        </div>
      </div>
    </div>`,
  props: {
    words: Object,
    total: { type: Number, default: 0 },
    first: { type: Array, default: () => [] },
    nothing: String,
    best: { type: Boolean, default: false },
    editing: { type: Boolean, default: false },
    longest: Number,
    apart: Number,
  },
  emits: ["more"],
  data() {
    return { shown: this.settle(this.first), current: -1, playing: false };
  },
  computed: {
    field() {
      return { draft: this.draft, other: this.other, playing: this.playing, caret: this.caret };
    },
  },
  created() {
    this.goal = null; // where the line begins that is to come into sight
  },
  mounted() {
    this.followed = (event) => this.follow(event.detail);
    window.addEventListener("tingxia-at", this.followed);
    this.markFound();
  },
  unmounted() {
    window.removeEventListener("tingxia-at", this.followed);
    CSS.highlights?.delete("playing-word");
    CSS.highlights?.delete("found");
  },
  watch: {
    shown: { handler: "markFound", flush: "post" },
    opened: { handler: "markFound", flush: "post" },
    first(lines) {
      const opened = this.opened === null ? null : this.shown[this.opened];
      const end = this.shown[this.shown.length - 1];
      this.asked = -1;
      this.shown = this.settle(lines);
      // They were on their way when more was asked for, which came first.
      if (end && !this.isHere(end.start)) this.needMore(end.start);
      if (opened) this.keepOpen(opened);
      this.recall();
      this.$nextTick(this.arrange);
    },
  },
  methods: {
    // A line is the same one as long as it begins where it began, whatever comes before it.
    settle(lines, before = []) {
      const seen = new Set(before.map((line) => line.key));
      const keyed = lines.map((line) => {
        let key = `${line.start} ${line.sign}`;
        while (seen.has(key)) key += "+";
        seen.add(key);
        return Object.freeze({ ...line, key });
      });
      return Vue.markRaw(before.concat(keyed));
    },
    append(start, lines) {
      if (start !== this.shown.length) return;
      this.shown = this.settle(lines, this.shown);
      this.recall();
      this.$nextTick(this.arrange);
    },
    arrange() {
      this.follow();
      this.comeToGoal();
    },
    isHere(start) {
      return this.shown.length >= this.total || this.shown[this.shown.length - 1].start >= start;
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
      if (this.editing && !line.sign) {
        const caret = this.edgeAt(event);
        this.goOn(() => this.openNear(line, undefined, caret));
      }
      else if (this.editing && line.marker) this.ask("note", line);
      else this.play({ from: this.saidAt(line, event) });
    },
    // When the word under the finger was said.
    saidAt(line, event) {
      const nearest = this.characterAt(event)?.index;
      if (!line.starts?.length || nearest === undefined) return line.start;
      const [first] = this.wordAround(line.text, Math.min(nearest, line.starts.length - 1));
      return line.starts[first] / 1000;
    },
    // Before which unit of the text the finger lies; a character of two is not parted.
    edgeAt(event) {
      const nearest = this.characterAt(event);
      if (!nearest) return undefined;
      const { index, box, text } = nearest;
      const edge = event.clientX < (box.left + box.right) / 2 ? index : index + 1;
      return /[\uDC00-\uDFFF]/.test(text[edge] ?? "") ? edge + 1 : edge;
    },
    // Which is nearest to the finger; none for a key.
    characterAt(event) {
      const said = event.currentTarget.querySelector(".said")?.firstChild;
      if (!said || event.clientX === undefined) return undefined;
      const range = document.createRange();
      let [nearest, least] = [undefined, Infinity];
      for (let i = 0; i < said.length; i += 1) {
        range.setStart(said, i);
        range.setEnd(said, i + 1);
        const box = range.getBoundingClientRect();
        const across = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
        const down = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
        const away = across + 4 * down;
        if (away < least) [nearest, least] = [{ index: i, box, text: said.data }, away];
      }
      return nearest;
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
    // Shows what was looked for; as with the word that is being said, a line keeps its one text.
    markFound() {
      if (!CSS.highlights) return;
      const marks = new Highlight();
      marks.priority = -1; // the word that is being said lies over it
      const rows = this.rows();
      this.shown.forEach((line, i) => {
        if (!line.found.length) return;
        const said = rows[i].querySelector(".said")?.firstChild;
        if (said?.data !== line.text) return; // it is being corrected
        const characters = [...line.text];
        const units = (end) => characters.slice(0, end).join("").length;
        for (const [from, to] of line.found) {
          const range = new StaticRange({ startContainer: said, startOffset: units(from), endContainer: said, endOffset: units(to) });
          marks.add(range);
        }
      });
      CSS.highlights.set("found", marks);
    },
    // To a line that was looked for: what plays goes there too, so that Play says it.
    goTo(start) {
      this.play({ from: start, plays: false });
      this.goal = start;
      this.comeToGoal();
    },
    comeToGoal() {
      if (this.goal === null) return;
      if (!this.isHere(this.goal)) {
        this.needMore(this.goal);
        return;
      }
      const place = this.shown.findIndex((line) => line.start >= this.goal && line.found.length);
      this.goal = null;
      if (place >= 0) this.bringIntoView(this.rows()[place]);
    },
    rows() {
      return this.$refs.lines.querySelectorAll(".line");
    },
    bringIntoView(line = this.$refs.lines.querySelector(".playing")) {
      const box = this.$refs.lines;
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
