// One toast at a time. It counts down by itself; the station decides what can still be undone.
// What is still to be done stays until then: closed, it folds to the way back.
import above from "tingxia-above/above.js";

const TICK_MS = 200;

export default {
  mixins: [above],
  template: `
    <Teleport to="#above" :disabled="!isOverSheet">
      <div class="toast-place" :data-apart-ms="apart" role="status" aria-live="polite">
        <div v-if="shown.what && !isOver" class="toast" :class="{ alarm: isAlarm, folded: shown.folded }" :key="shown.number"
          :role="isAlarm ? 'alert' : undefined">
          <span :class="'sign sign-' + shown.sign" aria-hidden="true"></span>
          <span class="words"><span class="what">{{ shown.what }}</span>
            <span v-if="shown.next" class="next">{{ shown.next }}</span></span>
          <span v-if="shown.undo" class="left" aria-hidden="true">{{ Math.ceil(left) }} {{ words.seconds }}</span>
          <button v-if="shown.undo" type="button" class="tap" @click="undo"
            :aria-label="shown.folded ? words.undo + ': ' + shown.what : undefined">
            <span class="sign sign-undo" aria-hidden="true"></span><span class="words">{{ words.undo }}</span></button>
          <a v-if="shown.way" class="tap" :href="shown.way.href"><span class="words">{{ shown.way.words }}</span></a>
          <button v-if="!shown.folded" type="button" class="tap" :class="{ bare: !isAlarm }" :aria-label="words.read" @click="close">
            <span :class="'sign sign-' + (isAlarm ? 'check' : 'close')" aria-hidden="true"></span>
            <span v-if="isAlarm" class="words">{{ words.read }}</span></button>
          <span v-if="!isAlarm" class="time-left" aria-hidden="true"
            :style="{ transform: 'scaleX(' + left / shown.total + ')' }"></span>
        </div>
      </div>
    </Teleport>`,
  props: { shown: Object, words: Object, apart: Number },
  emits: ["undo", "close", "over"],
  data: () => ({ left: 0, isOver: false }),
  computed: {
    isAlarm() {
      return this.shown.sign === "warning";
    },
  },
  watch: {
    "shown.number": "begin",
    "shown.until": "begin",
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
      if (this.left > 0) return;
      this.isOver = true;
      if (!this.shown.undo) this.$emit("over", this.shown.number);
    },
    undo() {
      if (this.isOver) return;
      this.isOver = true;
      this.$emit("undo", this.shown.number);
    },
    close() {
      this.isOver = !this.shown.stays;
      this.$emit("close", this.shown.number);
    },
  },
};
