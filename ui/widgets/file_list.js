// The queue of files: rows of one height, of which only those in sight are there. "want" tells
// which these are ({start, end}); `put` brings how many files there are and the rows that changed.
// A deed that ends with "?" cannot be taken back: its button asks in place for a second tap (`second`: for how many
// milliseconds it asks, how far apart two touches of a row's deeds are, and those of one that is tapped many times).
const AHEAD = 4;
const KEPT = 400;
const SIGNS = { up: "up", down: "down", cancel: "close", retry: "again", remove: "trash" };

export default {
  template: `
    <div class="file-list" ref="box" @scroll.passive="look">
      <div class="file-room" :style="{ height: total * height + 'px' }">
        <div v-for="row in seen" :key="row.place" class="file" :class="{ waiting: !row.id }"
          :style="{ transform: 'translateY(' + row.place * height + 'px)' }">
          <component :is="row.href ? 'a' : row.id ? 'button' : 'div'" class="file-body" :href="row.href || null"
            :type="row.href || !row.id ? null : 'button'" @click="open(row)">
            <span :class="'sign sign-' + row.sign" aria-hidden="true"></span>
            <span class="words">
              <span class="what">{{ row.name }}</span>
              <span class="detail"><b v-if="row.percent !== null">{{ row.percent }} % · </b>{{ row.facts }}</span>
              <span v-if="row.said" class="said">{{ row.said }}</span>
              <span v-if="row.percent !== null" class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"
                :aria-valuenow="row.percent" :aria-label="row.name"><span class="fill" :style="{ transform: 'scaleX(' + row.percent / 100 + ')' }"></span></span>
            </span>
            <span v-if="row.href" class="sign sign-forward" aria-hidden="true"></span>
          </component>
          <span class="file-deeds" :data-apart-ms="second.apart">
            <button v-for="deed in row.deeds" :key="deed" type="button" class="tap" @click="tapped(row, deed)"
              :data-apart-ms="moves(deed) ? second.again : null"
              :class="{ asking: asked === row.id + deed }" :aria-label="label(row, deed) + ': ' + row.name">
              <span :class="'sign sign-' + sign(deed)" aria-hidden="true"></span>
              <span class="words">{{ label(row, deed) }}</span></button>
          </span>
        </div>
      </div>
      <div class="file file-ruler" ref="ruler" aria-hidden="true"></div>
    </div>`,
  props: { words: Object, second: Object },
  emits: ["want", "deed"],
  data: () => ({ seen: [], total: 0, height: 120, asked: "" }),
  created() {
    this.rows = new Map();
    this.wanted = "";
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.$refs.box);
    this.measure();
  },
  unmounted() {
    this.resized.disconnect();
    clearTimeout(this.timer);
  },
  methods: {
    measure() {
      this.height = this.$refs.ruler.offsetHeight + 8;
      this.look();
    },
    look() {
      const box = this.$refs.box;
      if (!box || !box.clientHeight) return;
      const start = Math.max(Math.floor(box.scrollTop / this.height) - AHEAD, 0);
      const end = Math.ceil((box.scrollTop + box.clientHeight) / this.height) + AHEAD;
      const wanted = `${start}-${end}`;
      if (wanted !== this.wanted) {
        this.wanted = wanted;
        this.$emit("want", { start, end });
      }
      const seen = [];
      for (let place = start; place < Math.min(end, this.total); place += 1) {
        seen.push({ place, ...(this.rows.get(place) ?? { name: "…", sign: "later", percent: null, deeds: [] }) });
      }
      this.seen = seen;
    },
    put(total, news) {
      if (this.rows.size > KEPT) this.rows.clear();
      this.total = total;
      for (const [place, row] of news) this.rows.set(place, Object.freeze(row));
      this.look();
    },
    sign(deed) {
      return SIGNS[deed.replace("?", "")];
    },
    label(row, deed) {
      return this.asked === row.id + deed ? this.words.sure : this.words[deed.replace("?", "")];
    },
    open(row) {
      if (row.id && !row.href) this.$emit("deed", { id: row.id, deed: "open" });
    },
    moves(deed) {
      return deed === "up" || deed === "down";
    },
    tapped(row, deed) {
      if (deed.endsWith("?") && this.asked !== row.id + deed) {
        this.asked = row.id + deed;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => (this.asked = ""), this.second.asked);
        return;
      }
      this.asked = "";
      this.$emit("deed", { id: row.id, deed: deed.replace("?", "") });
    },
  },
};
