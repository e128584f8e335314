// The outline of a recording: a tap plays from there, a finger that moves pulls what is shown along.
// Speech, marks and gaps stand at their places. The playing position comes as an event "tingxia-at"
// from whoever plays; a tap sends "tingxia-play".
import { position } from "tingxia-moments/position.js";

const MOST_POINTS = 2048;
const SHORTEST_S = 10;
const ZOOM = 4;
const STEP = 0.75; // of what is shown: some of it stays in view
const TAP_PX = 16; // a glove that means to stay moves so far
const LEAST_PX = 16; // of a region on average; the edges of more would be one bar
const JUMP_S = 1; // playing moves on by less
const SLOW_MS = 1000;
const PATIENCE_MS = 60000;
const KEYS = {
  ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60, Home: -Infinity, End: Infinity,
};

export default {
  template: `
    <div class="waveform">
      <button type="button" class="tap zoom" :aria-disabled="end - first >= duration || null"
        :aria-label="words.wider" @click="zoom(ZOOM)"><span class="sign sign-minus" aria-hidden="true"></span></button>
      <button v-if="isPart" type="button" class="tap zoom" :aria-disabled="first <= 0 || null"
        :aria-label="words.earlier" @click="move(-STEP)"><span class="sign sign-back" aria-hidden="true"></span></button>
      <div class="outline" ref="box" role="slider" tabindex="0" :aria-label="words.seek" aria-valuemin="0"
        :aria-valuemax="Math.round(duration)" :aria-valuenow="Math.round(at)" :aria-valuetext="clock(at)"
        @click="tapped" @keydown="turned" @pointerdown="held" @pointermove="dragged" @pointerup="released"
        @pointercancel="released" @touchmove="slid">
        <canvas ref="canvas" aria-hidden="true"></canvas>
        <span class="edge from" aria-hidden="true">{{ clock(first) }}</span>
        <span class="edge to" aria-hidden="true">{{ clock(end) }}</span>
        <span v-if="isSlow" class="edge drawing" aria-hidden="true">{{ words.drawing }}</span>
      </div>
      <button v-if="isPart" type="button" class="tap zoom" :aria-disabled="end >= duration || null"
        :aria-label="words.later" @click="move(STEP)"><span class="sign sign-forward" aria-hidden="true"></span></button>
      <button type="button" class="tap zoom" :aria-disabled="end - first <= SHORTEST_S || null"
        :aria-label="words.closer" @click="zoom(1 / ZOOM)"><span class="sign sign-plus" aria-hidden="true"></span></button>
      <div v-if="hasFailed" class="waveform-trouble" role="alert"><span>{{ words.trouble }}</span>
        <button type="button" class="tap" @click="read">{{ words.again }}</button></div>
    </div>`,
  props: {
    src: String,
    words: Object,
    duration: { type: Number, default: 0 },
    regions: { type: Array, default: () => [] },
    marks: { type: Array, default: () => [] },
    gaps: { type: Array, default: () => [] },
  },
  emits: ["sought"],
  data() {
    return { first: 0, end: this.duration, at: 0, hasFailed: false, isSlow: false, ZOOM, SHORTEST_S, STEP };
  },
  computed: {
    isPart() {
      return this.end - this.first < this.duration;
    },
  },
  created() {
    this.outline = { first: 0, end: 0, points: new Int8Array() };
    this.isDue = this.isReading = this.wasDragged = false;
    this.drag = null;
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.read());
    this.resized.observe(this.$refs.box);
    this.followed = (event) => this.follow(event.detail.at);
    window.addEventListener("tingxia-at", this.followed);
  },
  unmounted() {
    this.resized.disconnect();
    window.removeEventListener("tingxia-at", this.followed);
  },
  watch: {
    duration(now, before) {
      if (this.end - this.first < before && before) return;
      this.first = 0;
      this.end = now;
      this.read();
    },
    regions() {
      this.draw();
    },
    marks() {
      this.draw();
    },
    gaps() {
      this.draw();
    },
  },
  methods: {
    // One question at a time, however fast a finger drags: what is shown by then is asked for next.
    async read() {
      this.isDue = true;
      if (this.isReading) return;
      this.isReading = true;
      try {
        while (this.isDue) {
          this.isDue = false;
          await this.readOnce();
        }
        this.hasFailed = false;
      } catch (error) {
        console.info("no outline:", error);
        this.hasFailed = true;
      } finally {
        this.isReading = false;
      }
    },
    async readOnce() {
      const width = this.$refs.box?.clientWidth ?? 0;
      if (!width || !this.duration) return;
      const first = this.first;
      const points = Math.min(Math.round(width / 2), MOST_POINTS);
      const wanted = `${this.src}?first_s=${first}&end_s=${this.end}&points=${points}`;
      const slow = setTimeout(() => (this.isSlow = true), SLOW_MS);
      try {
        const answer = await fetch(wanted, { signal: AbortSignal.timeout(PATIENCE_MS) });
        if (!answer.ok) throw new Error(`${wanted}: ${answer.status}`);
        const drawn = Math.max(Number(answer.headers.get("Outline-End-S")), first);
        this.outline = { first, end: drawn, points: new Int8Array(await answer.arrayBuffer()) };
      } finally {
        clearTimeout(slow);
        this.isSlow = false;
      }
      this.draw();
    },
    // Who looks elsewhere while it plays stays there, until playing jumps.
    follow(at) {
      const [before, isJump] = [this.at, Math.abs(at - this.at) > JUMP_S];
      this.at = at;
      if (!this.isShown(at) && !this.drag?.isMoved && (isJump || this.isShown(before))) this.reveal(at);
      else this.draw();
    },
    isShown(at) {
      return at >= this.first && at <= this.end;
    },
    reveal(at) {
      const span = this.end - this.first;
      this.show(at - span / 10, span);
    },
    zoom(factor) {
      const span = Math.min(Math.max((this.end - this.first) * factor, SHORTEST_S), this.duration);
      this.show((this.isShown(this.at) ? this.at : (this.first + this.end) / 2) - span / 2, span);
    },
    show(first, span) {
      this.first = Math.min(Math.max(first, 0), Math.max(this.duration - span, 0));
      this.end = Math.min(this.first + span, this.duration);
      this.draw();
      this.read();
    },
    move(share) {
      const span = this.end - this.first;
      this.show(this.first + share * span, span);
    },
    held(event) {
      if (!event.isPrimary) return;
      this.drag = { x: event.clientX, y: event.clientY, first: this.first, isMoved: false };
      this.$refs.box.setPointerCapture(event.pointerId);
    },
    dragged(event) {
      const drag = this.drag;
      if (!drag || !event.isPrimary) return;
      const by = event.clientX - drag.x;
      if (!drag.isMoved) {
        if (Math.hypot(by, event.clientY - drag.y) < TAP_PX) return;
        drag.isMoved = true;
      }
      const span = this.end - this.first;
      if (this.isPart) this.show(drag.first - (by / this.$refs.box.clientWidth) * span, span);
    },
    slid(event) {
      // Else the browser takes it for a fling, and the next tap for what stops that.
      const [{ clientX, clientY }] = event.touches;
      const drag = this.drag;
      if (drag && Math.abs(clientX - drag.x) >= Math.abs(clientY - drag.y)) event.preventDefault();
    },
    released(event) {
      if (!event.isPrimary) return;
      // A mouse clicks at the end of a drag as well, before the next frame.
      this.wasDragged = this.drag?.isMoved ?? false;
      this.drag = null;
      requestAnimationFrame(() => (this.wasDragged = false));
    },
    tapped(event) {
      if (this.wasDragged) return;
      const box = this.$refs.box.getBoundingClientRect();
      this.seek(this.first + ((event.clientX - box.left) / box.width) * (this.end - this.first));
    },
    turned(event) {
      const way = KEYS[event.key];
      if (way === undefined) return;
      event.preventDefault();
      this.seek(Math.min(Math.max(this.at + way, 0), this.duration));
    },
    seek(seconds) {
      this.at = seconds;
      if (this.isShown(seconds)) this.draw();
      else this.reveal(seconds);
      this.$emit("sought", seconds);
      window.dispatchEvent(new CustomEvent("tingxia-play", { detail: { from: seconds } }));
    },
    draw() {
      const canvas = this.$refs.canvas;
      const box = this.$refs.box;
      if (!canvas || !box) return;
      const sharp = window.devicePixelRatio || 1;
      const [width, height] = [box.clientWidth, box.clientHeight];
      if (canvas.width !== width * sharp || canvas.height !== height * sharp) {
        canvas.width = width * sharp;
        canvas.height = height * sharp;
      }
      const pen = canvas.getContext("2d");
      const style = getComputedStyle(box);
      const colour = (name) => style.getPropertyValue(`--${name}`).trim();
      const place = (seconds) => ((seconds - this.first) / (this.end - this.first || 1)) * width;
      pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      pen.clearRect(0, 0, width, height);
      pen.fillStyle = colour("shade");
      for (const [from, to] of this.regions) pen.fillRect(place(from), 0, place(to) - place(from), height);
      const middle = height / 2;
      const { first, end, points } = this.outline;
      const step = (2 * (end - first)) / (points.length || 1);
      const played = place(this.at);
      for (let i = 0; i < points.length / 2; i += 1) {
        const low = (points[2 * i] / 128) * middle;
        const high = (points[2 * i + 1] / 128) * middle;
        const [x, next] = [place(first + i * step), place(first + (i + 1) * step)];
        pen.fillStyle = colour(x < played ? "ink" : "line");
        pen.fillRect(x, middle - high, Math.max(next - x - 0.5, 1), Math.max(high - low, 1));
      }
      pen.strokeStyle = colour("line");
      pen.lineWidth = 2;
      const shown = this.regions.filter(([from, to]) => to > this.first && from < this.end);
      for (const [from, to] of width / shown.length < LEAST_PX ? [] : shown) {
        for (const edge of [from, to]) {
          pen.beginPath();
          pen.moveTo(place(edge), 0);
          pen.lineTo(place(edge), 8);
          pen.stroke();
        }
      }
      pen.fillStyle = colour("ink");
      for (const gap of this.gaps) {
        for (let y = 0; y < height; y += 8) pen.fillRect(place(gap) - 2, y, 4, 4);
      }
      for (const mark of this.marks) {
        pen.beginPath();
        pen.moveTo(place(mark) - 8, 0);
        pen.lineTo(place(mark) + 8, 0);
        pen.lineTo(place(mark), 12);
        pen.fill();
        pen.fillRect(place(mark) - 1, 0, 2, height);
      }
      pen.fillRect(played - 2, 0, 4, height);
    },
    clock: position,
  },
};
