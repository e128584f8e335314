// Lines of a recording that play when tapped, and a player. Lines come in pages: `first` at once,
// more through the event "more" when the end of those here comes near, by scrolling or playing.
const JUMP_S = 10;
const HANDS_OFF_MS = 5000;

export default {
  template: `
    <div class="playback">
      <div class="lines" ref="lines" @scroll.passive="look" @touchmove.passive="touched" @wheel.passive="touched">
        <div v-if="!total" class="nothing"><span class="sign sign-text" aria-hidden="true"></span>
          <span class="what">{{ nothing }}</span></div>
        <button v-for="(line, i) in shown" :key="line.n" type="button" v-memo="[line, i === current]"
          :class="['line', line.sign && 'aside', line.sign, i === current && 'playing']"
          :aria-current="i === current" @click="playFrom(line.start)">
          <span class="at">{{ line.at }}</span>
          <span class="words"><span v-if="line.sign" :class="'sign sign-' + line.sign" aria-hidden="true"></span><span v-if="line.who" class="who">{{ line.who }}</span>{{ line.text }}</span>
        </button>
      </div>
      <div class="player">
        <audio ref="audio" preload="metadata" :src="src" @timeupdate="moved" @seeked="moved"
          @play="playing = true" @pause="playing = false" @ended="playing = false" @error="broken = true"></audio>
        <button type="button" class="tap" @click="jump(-JUMP_S)" :aria-label="words.back">
          <span class="sign sign-back" aria-hidden="true"></span><span>10</span></button>
        <button type="button" class="tap play" @click="toggle" :aria-label="playing ? words.pause : words.play">
          <span :class="'sign sign-' + (playing ? 'pause' : 'play')" aria-hidden="true"></span></button>
        <button type="button" class="tap" @click="jump(JUMP_S)" :aria-label="words.forward">
          <span>10</span><span class="sign sign-forward" aria-hidden="true"></span></button>
        <span v-if="broken" class="trouble" role="alert">{{ words.trouble }}</span>
        <input v-else type="range" class="seek" min="0" :max="duration" step="0.1" :value="at"
          :style="{ '--done': (duration ? (100 * at) / duration : 0) + '%' }"
          :aria-label="words.seek" @input="goTo(Number($event.target.value))">
        <span class="time">{{ clock(at) }} / {{ clock(duration) }}</span>
      </div>
    </div>`,
  props: {
    src: String,
    words: Object,
    duration: { type: Number, default: 0 },
    total: { type: Number, default: 0 },
    first: { type: Array, default: () => [] },
    nothing: String,
  },
  emits: ["more"],
  data() {
    return { shown: this.settle(this.first), at: 0, current: -1, playing: false, broken: false };
  },
  watch: {
    first(lines) {
      this.asked = -1;
      this.shown = this.settle(lines);
      this.moved();
    },
  },
  methods: {
    settle(lines) {
      return Vue.markRaw(lines.map((line) => Object.freeze({ ...line })));
    },
    append(start, lines) {
      if (start !== this.shown.length) return;
      this.shown = Vue.markRaw(this.shown.concat(this.settle(lines)));
      this.$nextTick(this.moved);
    },
    needMore() {
      if (this.shown.length >= this.total || this.asked === this.shown.length) return;
      this.asked = this.shown.length;
      this.$emit("more", this.shown.length);
    },
    look() {
      const box = this.$refs.lines;
      if (box.scrollTop + 3 * box.clientHeight > box.scrollHeight) this.needMore();
    },
    touched() {
      this.touchedAt = Date.now();
    },
    playFrom(seconds) {
      this.goTo(seconds);
      this.$refs.audio.play();
    },
    toggle() {
      const audio = this.$refs.audio;
      if (audio.paused) audio.play();
      else audio.pause();
    },
    jump(seconds) {
      this.goTo(Math.min(Math.max(this.$refs.audio.currentTime + seconds, 0), this.duration));
    },
    goTo(seconds) {
      this.$refs.audio.currentTime = seconds;
      this.moved();
    },
    moved() {
      this.at = this.$refs.audio?.currentTime ?? 0;
      const last = this.shown[this.shown.length - 1];
      if (last && last.start < this.at) this.needMore();
      const current = this.playing || this.at > 0 ? this.lineAt(this.at + 0.05) : -1;
      if (current === this.current) return;
      this.current = current;
      if (current >= 0 && Date.now() - (this.touchedAt ?? 0) > HANDS_OFF_MS) this.$nextTick(this.bringIntoView);
    },
    bringIntoView() {
      const box = this.$refs.lines;
      const line = box.querySelector(".playing");
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
    clock(seconds) {
      const whole = Math.max(0, Math.floor(seconds));
      const two = (number) => String(number).padStart(2, "0");
      return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    },
  },
};
