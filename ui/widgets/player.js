// Plays a recording. Others on the page ask by the window's event "tingxia-play" ({from, until,
// loop, plays}: seconds, over and over, and whether it plays or only goes there) and
// "tingxia-pause", and are told by "tingxia-at" ({at, playing}) where it is.
import { position } from "tingxia-moments/position.js";

const JUMP_S = 10;
const LEEWAY_S = 0.5;
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];

export default {
  template: `
    <div class="player">
      <audio ref="audio" preload="metadata" @timeupdate="moved" @seeked="moved"
        @play="started" @pause="stopped" @ended="ended" @error="fail"></audio>
      <button type="button" class="tap" @click="jump(-JUMP_S)" :aria-label="words.back">
        <span class="sign sign-back" aria-hidden="true"></span><span>10</span></button>
      <button type="button" class="tap play" :data-apart-ms="apart" @click="toggle" :aria-label="playing ? words.pause : words.play">
        <span :class="'sign sign-' + (playing ? 'pause' : 'play')" aria-hidden="true"></span></button>
      <button type="button" class="tap" @click="jump(JUMP_S)" :aria-label="words.forward">
        <span>10</span><span class="sign sign-forward" aria-hidden="true"></span></button>
      <button type="button" class="tap speed" @click="faster" :aria-label="words.speed + ' ' + speed">{{ speed }}×</button>
      <span v-if="broken" class="trouble" role="alert">{{ words.trouble }}</span>
      <span class="time">{{ clock(at) }} / {{ clock(duration) }}</span>
    </div>`,
  props: {
    src: String,
    words: Object,
    duration: { type: Number, default: 0 },
    begin: { type: Number, default: 0 },
    keeps: { type: Boolean, default: false },
    apart: Number,
  },
  data() {
    return { at: 0, playing: false, broken: false, speed: 1, JUMP_S };
  },
  created() {
    this.until = null;
    this.loop = null;
    this.loads = 0;
    this.hadBefore = 0;
  },
  mounted() {
    this.asked = (event) => this.playFrom(event.detail);
    this.hushed = () => this.$refs.audio.pause();
    window.addEventListener("tingxia-play", this.asked);
    window.addEventListener("tingxia-pause", this.hushed);
    this.load();
    if (this.begin) {
      this.$refs.audio.currentTime = this.begin;
      this.moved();
    }
  },
  unmounted() {
    window.removeEventListener("tingxia-play", this.asked);
    window.removeEventListener("tingxia-pause", this.hushed);
    cancelAnimationFrame(this.frame);
  },
  methods: {
    load() {
      // Under a name of its own each time, so that the browser asks anew.
      this.broken = false;
      this.$refs.audio.src = this.src + "?n=" + this.loads++;
    },
    hasMore() {
      return this.duration > this.$refs.audio.duration + LEEWAY_S;
    },
    goTo(seconds) {
      // What was loaded while the recording ran ends where the recording was then.
      const audio = this.$refs.audio;
      const goesOn = !audio.paused;
      if (seconds >= audio.duration && this.hasMore()) {
        this.hadBefore = audio.duration;
        this.load();
      }
      audio.currentTime = seconds;
      if (goesOn) this.play();
    },
    playFrom({ from, until = null, loop = false, plays = true }) {
      this.until = until;
      this.loop = loop ? from : null;
      this.goTo(from);
      if (plays) this.play();
      this.moved();
    },
    started() {
      this.playing = true;
      this.$refs.audio.playbackRate = this.speed;
      cancelAnimationFrame(this.frame);
      const step = () => {
        this.moved();
        if (this.playing) this.frame = requestAnimationFrame(step);
      };
      this.frame = requestAnimationFrame(step);
    },
    stopped() {
      this.playing = false;
      this.moved();
    },
    ended() {
      const audio = this.$refs.audio;
      // Not over and over where nothing more can be loaded.
      if (this.hasMore() && audio.duration > this.hadBefore) this.goOn();
      else this.stopped();
    },
    goOn() {
      this.goTo(this.$refs.audio.currentTime);
      this.play();
    },
    toggle() {
      const audio = this.$refs.audio;
      if (!audio.paused) audio.pause();
      else {
        if (this.loop === null) this.until = null;
        if (audio.ended && this.hasMore()) this.goOn();
        else this.play();
      }
    },
    async play() {
      const audio = this.$refs.audio;
      if (this.broken) {
        const at = audio.currentTime;
        this.load();
        audio.currentTime = at;
      }
      try {
        await audio.play();
      } catch (error) {
        // A pause or another place that is asked for at once ends it; nothing else may.
        if (error.name === "AbortError") return;
        console.info("not played:", error);
        this.fail();
      }
    },
    fail() {
      this.broken = true;
      this.$refs.audio.pause();
    },
    faster() {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      this.$refs.audio.playbackRate = this.speed;
    },
    jump(seconds) {
      const audio = this.$refs.audio;
      this.until = this.loop = null;
      this.goTo(Math.min(Math.max(audio.currentTime + seconds, 0), this.duration));
      this.moved();
    },
    moved() {
      const audio = this.$refs.audio;
      if (!audio) return;
      if (this.playing && this.until !== null && audio.currentTime >= this.until) {
        if (this.loop !== null) audio.currentTime = this.loop;
        else audio.pause();
      }
      this.at = audio.currentTime;
      if (this.at === this.toldAt && this.playing === this.toldPlaying) return;
      [this.toldAt, this.toldPlaying] = [this.at, this.playing];
      this.keep();
      window.dispatchEvent(new CustomEvent("tingxia-at", { detail: { at: this.at, playing: this.playing } }));
    },
    // In the address, so that the page comes back to it when it is loaded again.
    keep() {
      if (!this.keeps || Math.abs(this.at - (this.keptAt ?? this.begin)) < 1) return;
      this.keptAt = this.at;
      const here = new URL(location.href);
      here.searchParams.set("at", this.at.toFixed(1));
      history.replaceState(history.state, "", here);
    },
    clock: position,
  },
};
