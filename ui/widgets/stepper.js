// + over a value over −. A finger that stays on one goes on by itself: the next step follows what
// came of the last one, so that none pile up while the station takes its time or is away.
const FIRST_MS = 500;
const NEXT_MS = 150;

export default {
  template: `
    <div class="stepper" role="group" :aria-label="label">
      <span class="label">{{ label }}</span>
      <button type="button" class="tap" :aria-label="words.more + ': ' + label"
        @pointerdown="hold(1)" @pointerup="rest" @pointerleave="rest" @pointercancel="rest" @contextmenu.prevent
        @click="tap(1)"><span class="sign sign-plus" aria-hidden="true"></span></button>
      <output class="value">{{ value }}</output>
      <button type="button" class="tap" :aria-label="words.less + ': ' + label"
        @pointerdown="hold(-1)" @pointerup="rest" @pointerleave="rest" @pointercancel="rest" @contextmenu.prevent
        @click="tap(-1)"><span class="sign sign-minus" aria-hidden="true"></span></button>
    </div>`,
  props: {
    label: String,
    value: String,
    words: Object,
  },
  emits: ["step"],
  watch: {
    value() {
      if (!this.by) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(this.go, NEXT_MS);
    },
  },
  unmounted() {
    this.rest();
  },
  methods: {
    hold(by) {
      this.rest();
      this.went = false;
      this.timer = setTimeout(() => {
        this.by = by;
        this.go();
      }, FIRST_MS);
    },
    go() {
      this.went = true;
      this.$emit("step", this.by);
    },
    rest() {
      clearTimeout(this.timer);
      this.by = 0;
    },
    tap(by) {
      // The click that ends a long touch is no step of its own.
      if (!this.went) this.$emit("step", by);
      this.went = false;
    },
  },
};
