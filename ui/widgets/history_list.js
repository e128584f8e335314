// A list as long as the library: rows of one height, of which only those in sight are there.
// Rows are asked for by "want" ({start, end, asked}) and come by `put`; `renew` asks again for what
// is in sight while the old rows stay. Days of being open leave nothing behind.
const AHEAD = 20;
const KEPT = 600;

export default {
  template: `
    <div class="history-list" ref="box" @scroll.passive="look" :data-selecting="selecting || null">
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
  },
  emits: ["want", "choose"],
  data() {
    return { seen: [], height: 136 };
  },
  created() {
    this.rows = new Map();
    this.asked = 0;
    this.wanted = "";
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.$refs.box);
    this.measure();
  },
  unmounted() {
    this.resized.disconnect();
  },
  watch: {
    total() {
      this.$nextTick(this.look);
    },
  },
  methods: {
    measure() {
      this.height = this.$refs.ruler.getBoundingClientRect().height + 8;
      this.look();
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
      const lacks = seen.filter((row) => !row.id);
      if (lacks.length) this.ask(Math.max(lacks[0].place - AHEAD, 0), end + AHEAD);
      else if (end < this.total && !this.rows.has(Math.min(end + AHEAD, this.total - 1))) this.ask(end, end + 2 * AHEAD);
    },
    ask(start, end) {
      const wanted = `${start}-${end}`;
      if (wanted === this.wanted) return;
      this.wanted = wanted;
      this.asked += 1;
      this.$emit("want", { start, end: Math.min(end, this.total || AHEAD), asked: this.asked });
    },
    renew() {
      this.wanted = "";
      const first = this.seen[0]?.place ?? 0;
      this.stale = true;
      this.ask(first, Math.max(this.seen.length, AHEAD) + first);
    },
    // Another question: nothing of the former answer is worth keeping.
    restart() {
      this.rows.clear();
      this.seen = [];
      this.$refs.box.scrollTop = 0;
      this.renew();
    },
    put(start, rows, asked) {
      if (asked === this.asked) this.wanted = "";
      if (this.stale || this.rows.size > KEPT) this.rows.clear();
      this.stale = false;
      rows.forEach((row, i) => this.rows.set(start + i, Object.freeze(row)));
      this.look();
    },
    tapped(row, event) {
      if (!row.id) event.preventDefault();
      else if (this.selecting) this.$emit("choose", row.id);
    },
  },
};
