// The digits stay here until they are whole; what the station hears is a PIN and never a key.
const TICK_MS = 250;
const LONGEST = 32;

export default {
  template: `
    <div class="pin">
      <p class="words">{{ prompt }}</p>
      <div class="pin-shown" role="status" :aria-label="typed.length + ' ' + words.digits">
        <span v-for="n in typed.length" class="dot" aria-hidden="true"></span>
      </div>
      <p class="pin-told" role="alert"><span v-if="said" class="sign sign-warning" aria-hidden="true"></span
        ><span class="words">{{ said }}</span></p>
      <div class="pin-keys">
        <button v-for="digit in '123456789'" type="button" class="tap" :data-apart-ms="apart" :aria-disabled="off" @click="add(digit)">{{ digit }}</button>
        <button type="button" class="tap" :data-apart-ms="apart" :aria-disabled="off" :aria-label="words.erase" @click="erase">
          <span class="sign sign-back" aria-hidden="true"></span></button>
        <button type="button" class="tap" :data-apart-ms="apart" :aria-disabled="off" @click="add('0')">0</button>
        <button type="button" class="tap strong" :aria-disabled="typed ? off : 'true'" :aria-label="words.enter" @click="enter">
          <span :class="'sign sign-' + (busy ? 'wait' : 'check')" aria-hidden="true"></span></button>
      </div>
    </div>`,
  props: { words: Object, prompt: String, told: String, wait: Number, busy: Boolean, number: Number, apart: Number },
  emits: ["enter"],
  data: () => ({ typed: "", left: 0 }),
  computed: {
    off() {
      return this.busy || this.left > 0 ? "true" : null;
    },
    said() {
      const wait = this.left > 0 ? this.words.wait.replace("{time}", clock(this.left)) : "";
      return [this.told, wait].filter(Boolean).join(" ");
    },
  },
  watch: {
    number: "begin",
  },
  mounted() {
    this.begin();
    this.timer = setInterval(this.tick, TICK_MS);
    addEventListener("keydown", this.key);
  },
  unmounted() {
    clearInterval(this.timer);
    removeEventListener("keydown", this.key);
  },
  methods: {
    begin() {
      this.typed = "";
      this.endsAt = performance.now() + 1000 * this.wait;
      this.tick();
    },
    tick() {
      this.left = Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
    },
    add(digit) {
      if (!this.off && this.typed.length < LONGEST) this.typed += digit;
    },
    erase() {
      if (!this.off) this.typed = this.typed.slice(0, -1);
    },
    enter() {
      if (this.off || !this.typed) return;
      this.$emit("enter", this.typed);
    },
    key(event) {
      if (/^[0-9]$/.test(event.key)) this.add(event.key);
      else if (event.key === "Backspace") this.erase();
      else if (event.key === "Enter" && this.typed) this.enter();
      else return;
      event.preventDefault();
    },
  },
};

function clock(seconds) {
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}
