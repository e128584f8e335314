// Rows of one height; of thousands only those in sight are there.
const AHEAD = 4;

export default {
  template: `
    <div class="pick">
      <div class="pick-head">
        <button type="button" class="tap" @click="all(true)"><span class="sign sign-checked" aria-hidden="true"></span><span class="words">{{ words.all }}</span></button>
        <button type="button" class="tap" @click="all(false)"><span class="sign sign-unchecked" aria-hidden="true"></span><span class="words">{{ words.none }}</span></button>
      </div>
      <div class="pick-list" ref="box" role="group" @scroll.passive="look">
        <div class="pick-room" :style="{ height: things.length * height + 'px' }">
          <button v-for="place in seen" :key="place" type="button" role="checkbox" class="option pick-row"
            :aria-checked="String(picked.has(place))" :style="{ transform: 'translateY(' + place * height + 'px)' }" @click="tapped(place)">
            <span :class="'sign sign-' + (picked.has(place) ? 'checked' : 'unchecked')" aria-hidden="true"></span>
            <span class="words what">{{ things[place][0] }}</span><span class="words size">{{ things[place][1] }}</span>
          </button>
        </div>
        <button ref="ruler" class="option pick-row pick-ruler" aria-hidden="true" tabindex="-1"></button>
      </div>
    </div>`,
  props: { things: Array, words: Object },
  emits: ["picked"],
  data() {
    return { seen: [], height: 72, picked: new Set(this.things.keys()) };
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.$refs.box);
    this.resized.observe(this.$refs.ruler);
    this.measure();
  },
  unmounted() {
    this.resized.disconnect();
  },
  methods: {
    measure() {
      this.height = this.$refs.ruler.offsetHeight + 8;
      this.look();
    },
    look() {
      const box = this.$refs.box;
      if (!box) return;
      const start = Math.max(Math.floor(box.scrollTop / this.height) - AHEAD, 0);
      const end = Math.min(Math.ceil((box.scrollTop + box.clientHeight) / this.height) + AHEAD, this.things.length);
      this.seen = [];
      for (let place = start; place < end; place += 1) this.seen.push(place);
    },
    tapped(place) {
      if (!this.picked.delete(place)) this.picked.add(place);
      this.tell();
    },
    all(are) {
      this.picked = new Set(are ? this.things.keys() : []);
      this.tell();
    },
    tell() {
      this.$emit("picked", [...this.picked].sort((a, b) => a - b));
    },
  },
};
