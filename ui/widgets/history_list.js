// A list as long as the library: rows of one height, of which only those in sight are there.
// Rows are asked for in blocks by "want" ({start, end, asked}), each once and well before it comes
// into sight, and come by `put`; `renew` asks again while the old rows stay. Days of being open
// leave nothing behind. The address keeps what is asked and which row is the first in sight.
const BLOCK = 50;
const AHEAD = 150;
const KEPT = 2000;
const REST_MS = 200;

export default {
  template: `
    <div class="history-list" ref="box" @scroll.passive="scrolled" :data-selecting="selecting || null">
      <div class="history-room" :style="{ height: total * height + 'px' }">
        <component v-for="row in seen" :key="row.place" :is="selecting ? 'button' : 'a'" class="entry"
          :class="{ waiting: !row.id }" :style="{ transform: 'translateY(' + row.place * height + 'px)' }"
          :href="selecting ? null : row.href" :type="selecting ? 'button' : null" :role="selecting ? 'checkbox' : null"
          :aria-checked="selecting ? String(chosen.includes(row.id)) : null" @click="tapped(row, $event)">
          <span v-if="selecting" :class="'sign sign-' + (chosen.includes(row.id) ? 'checked' : 'unchecked')" aria-hidden="true"></span>
          <span class="when"><span class="day">{{ row.day }}</span><span class="hour">{{ row.clock }}</span><span class="length">{{ row.length }}</span></span>
          <span class="what">
            <span v-if="row.name" class="name"><template v-for="part in row.name"><mark v-if="part.found">{{ part.text }}</mark><template v-else>{{ part.text }}</template></template></span>
            <span class="excerpt"><template v-for="part in row.excerpt"><mark v-if="part.found">{{ part.text }}</mark><template v-else>{{ part.text }}</template></template></span>
            <span class="facts"><span v-for="fact in row.facts" class="fact" :class="fact.classes"><span :class="'sign sign-' + fact.sign" aria-hidden="true"></span><span class="words">{{ fact.words }}</span></span></span>
          </span>
        </component>
      </div>
      <div class="history-ruler entry" ref="ruler" aria-hidden="true"></div>
    </div>`,
  props: {
    total: { type: Number, default: 0 },
    selecting: { type: Boolean, default: false },
    chosen: { type: Array, default: () => [] },
    first: { type: Number, default: 0 },
    kept: String,
  },
  emits: ["want", "choose"],
  data() {
    return { seen: [], height: 136 };
  },
  created() {
    this.rows = new Map();
    this.asked = new Set();
    this.question = 0;
    this.age = 0;
    this.comingBack = this.first;
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.$refs.box);
    this.measure();
    this.keep();
  },
  unmounted() {
    this.resized.disconnect();
    clearTimeout(this.keeping);
  },
  watch: {
    total() {
      this.$nextTick(this.comeBack);
    },
  },
  methods: {
    measure() {
      this.height = this.$refs.ruler.getBoundingClientRect().height + 8;
      this.look();
    },
    // Once it is known how long the list is, it can be where it was left.
    comeBack() {
      if (this.comingBack && this.total) {
        this.$refs.box.scrollTop = this.comingBack * this.height;
        this.comingBack = 0;
      }
      this.look();
    },
    scrolled() {
      clearTimeout(this.keeping);
      this.keeping = setTimeout(this.keep, REST_MS);
      this.look();
    },
    keep(asked = {}) {
      const address = new URL(location.href);
      const row = this.comingBack || this.$refs.box.scrollTop / this.height;
      for (const [name, value] of Object.entries({ ...asked, row: row ? row.toFixed(1) : "" })) {
        if (value) address.searchParams.set(name, value);
        else address.searchParams.delete(name);
      }
      history.replaceState(history.state, "", address);
      sessionStorage.setItem(this.kept, address.pathname + address.search);
    },
    look() {
      const box = this.$refs.box;
      if (!box || !this.height) return;
      const first = Math.max(Math.floor(box.scrollTop / this.height) - 4, 0);
      const end = Math.min(Math.ceil((box.scrollTop + box.clientHeight) / this.height) + 4, this.total);
      const seen = [];
      for (let place = first; place < end; place += 1) {
        seen.push({ place, ...(this.rows.get(place) ?? { name: [{ text: "…" }], excerpt: [], facts: [] }) });
      }
      this.seen = seen;
      if (this.total) this.ask(first, end);
    },
    ask(first, end) {
      const known = this.total || Math.floor(this.comingBack) + 1;
      const last = Math.floor((Math.min(end + AHEAD, known) - 1) / BLOCK);
      const blocks = [];
      for (let block = Math.floor(Math.max(first - AHEAD, 0) / BLOCK); block <= last; block += 1) {
        if (!this.asked.has(block)) blocks.push(block);
      }
      const middle = (first + end) / 2 / BLOCK - 0.5;
      blocks.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
      for (const block of blocks) {
        this.asked.add(block);
        const start = block * BLOCK;
        const to = this.total ? Math.min(start + BLOCK, this.total) : start + BLOCK;
        this.$emit("want", { start, end: to, asked: [this.question, this.age] });
      }
    },
    renew() {
      this.age += 1;
      this.asked.clear();
      const first = this.seen[0]?.place ?? Math.floor(this.comingBack);
      this.ask(first, (this.seen.at(-1)?.place ?? first) + 1);
    },
    // Another question: nothing of the former answer is worth keeping.
    restart(asked) {
      this.question += 1;
      this.rows.clear();
      this.seen = [];
      this.comingBack = this.$refs.box.scrollTop = 0;
      this.keep(asked);
      this.renew();
    },
    put(start, rows, [question, age]) {
      if (question !== this.question) return;
      rows.forEach((row, i) => this.rows.set(start + i, Object.freeze(row)));
      if (age !== this.age) this.asked.delete(Math.floor(start / BLOCK));
      if (this.rows.size > KEPT) this.forget();
      this.look();
    },
    forget() {
      const middle = this.seen[this.seen.length >> 1]?.place ?? 0;
      for (const place of this.rows.keys()) {
        if (Math.abs(place - middle) < KEPT / 4) continue;
        this.rows.delete(place);
        this.asked.delete(Math.floor(place / BLOCK));
      }
    },
    tapped(row, event) {
      this.keep();
      if (!row.id) event.preventDefault();
      else if (this.selecting) this.$emit("choose", row.id);
    },
  },
};
