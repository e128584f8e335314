// − and + beside a track. While a finger drags, the number follows at once and the station hears
// of it when the finger rests.
const REST_MS = 250;

export default {
  template: `
    <div class="setting slider">
      <div class="slider-head"><span class="words"><span class="label" :id="id">{{ label }}</span>
        <span v-if="hint" class="hint">{{ hint }}</span></span>
        <output class="value">{{ said }}</output></div>
      <div class="slider-line">
        <button type="button" class="tap" :aria-label="words.less + ': ' + label" :aria-disabled="at <= lowest || null"
          @click="set(at - step)"><span class="sign sign-minus" aria-hidden="true"></span></button>
        <input type="range" class="range" :min="lowest" :max="highest" :step="step" :value="at" :aria-labelledby="id"
          :aria-valuetext="said" :style="{ '--done': done }" @input="set(Number($event.target.value))">
        <button type="button" class="tap" :aria-label="words.more + ': ' + label" :aria-disabled="at >= highest || null"
          @click="set(at + step)"><span class="sign sign-plus" aria-hidden="true"></span></button>
      </div>
    </div>`,
  props: {
    label: String,
    hint: String,
    value: Number,
    lowest: Number,
    highest: Number,
    step: Number,
    unit: String,
    words: Object,
  },
  emits: ["change"],
  data() {
    return { at: this.value, id: "slider-" + Vue.getCurrentInstance().uid };
  },
  computed: {
    decimals() {
      return (String(this.step).split(".")[1] ?? "").length;
    },
    said() {
      return this.at.toFixed(this.decimals) + (this.unit ? " " + this.unit : "");
    },
    done() {
      return (100 * (this.at - this.lowest)) / (this.highest - this.lowest) + "%";
    },
  },
  watch: {
    value(value) {
      if (!this.timer) this.at = value;
    },
  },
  unmounted() {
    if (this.timer) this.tell();
  },
  methods: {
    set(value) {
      const steps = Math.round((value - this.lowest) / this.step);
      const next = Number((this.lowest + steps * this.step).toFixed(this.decimals));
      this.at = Math.min(Math.max(next, this.lowest), this.highest);
      clearTimeout(this.timer);
      this.timer = setTimeout(this.tell, REST_MS);
    },
    tell() {
      clearTimeout(this.timer);
      this.timer = null;
      this.$emit("change", this.at);
    },
  },
};
