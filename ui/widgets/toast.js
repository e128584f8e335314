// One toast at a time. It counts down by itself; the station decides what can still be undone.
const TICK_MS = 200;

export default {
  template: `
    <div class="toast-place" role="status" aria-live="polite">
      <div v-if="shown.what && !isOver" class="toast" :class="{ alarm: isAlarm }" :key="shown.number"
        :role="isAlarm ? 'alert' : undefined">
        <span :class="'sign sign-' + shown.sign" aria-hidden="true"></span>
        <span class="words"><span class="what">{{ shown.what }}</span>
          <span v-if="shown.next" class="next">{{ shown.next }}</span></span>
        <span v-if="shown.undo" class="left" aria-hidden="true">{{ Math.ceil(left) }} s</span>
        <button v-if="shown.undo" type="button" class="tap" @click="undo">
          <span class="sign sign-undo" aria-hidden="true"></span><span class="words">{{ words.undo }}</span></button>
        <a v-if="shown.way" class="tap" :href="shown.way.href"><span class="words">{{ shown.way.words }}</span></a>
        <button type="button" class="tap" :class="{ bare: !isAlarm }" :aria-label="words.read" @click="close">
          <span :class="'sign sign-' + (isAlarm ? 'check' : 'close')" aria-hidden="true"></span>
          <span v-if="isAlarm" class="words">{{ words.read }}</span></button>
        <span v-if="!isAlarm" class="time-left" aria-hidden="true"
          :style="{ transform: 'scaleX(' + left / shown.total + ')' }"></span>
      </div>
    </div>`,
  props: { shown: Object, words: Object },
  emits: ["undo", "close"],
  data: () => ({ left: 0, isOver: false }),
  computed: {
    isAlarm() {
      return this.shown.sign === "warning";
    },
  },
  watch: {
    "shown.number": "begin",
  },
  mounted() {
    this.begin();
    this.timer = setInterval(this.tick, TICK_MS);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  methods: {
    begin() {
      this.isOver = false;
      this.endsAt = performance.now() + 1000 * (this.shown.remaining ?? 0);
      this.tick();
    },
    tick() {
      if (!this.shown.what || this.isOver || this.isAlarm) return;
      this.left = Math.max(0, (this.endsAt - performance.now()) / 1000);
      if (this.left === 0) this.isOver = true;
    },
    undo() {
      this.isOver = true;
      this.$emit("undo");
    },
    close() {
      this.isOver = true;
      this.$emit("close");
    },
  },
};
