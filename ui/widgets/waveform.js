// The outline of a recording: a tap plays from there. Speech, marks and gaps stand at their places.
// The playing position comes as an event "tingxia-at" from whoever plays; a tap sends "tingxia-play".
import { position } from "tingxia-moments/position.js";

const MOST_POINTS = 2048;
const SHORTEST_S = 10;
const ZOOM = 4;

export default {
  template: `
    <div class="waveform">
      <button type="button" class="tap zoom" :aria-disabled="end - first >= duration || null"
        :aria-label="words.wider" @click="zoom(ZOOM)"><span class="sign sign-minus" aria-hidden="true"></span></button>
      <div class="outline" ref="box" role="slider" tabindex="0" :aria-label="words.seek" aria-valuemin="0"
        :aria-valuemax="Math.round(duration)" :aria-valuenow="Math.round(at)" :aria-valuetext="clock(at)"
        @click="tapped" @keydown="turned">
        <canvas ref="canvas" aria-hidden="true"></canvas>
        <span class="edge from" aria-hidden="true">{{ clock(first) }}</span>
        <span class="edge to" aria-hidden="true">{{ clock(end) }}</span>
      </div>
      <button type="button" class="tap zoom" :aria-disabled="end - first <= SHORTEST_S || null"
        :aria-label="words.closer" @click="zoom(1 / ZOOM)"><span class="sign sign-plus" aria-hidden="true"></span></button>
    </div>`,
  props: {
    src: String,
    words: Object,
    duration: { type: Number, default: 0 },
    regions: { type: Array, default: () => [] },
    marks: { type: Array, default: () => [] },
    gaps: { type: Array, default: () => [] },
  },
  data() {
    return { first: 0, end: this.duration, at: 0, ZOOM, SHORTEST_S };
  },
  created() {
    this.outline = new Int8Array();
    this.asked = 0;
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.fetchOutline());
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
      this.fetchOutline();
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
    async fetchOutline() {
      const width = this.$refs.box?.clientWidth ?? 0;
      if (!width || !this.duration) return;
      this.asked += 1;
      const asked = this.asked;
      const points = Math.min(Math.round(width / 2), MOST_POINTS);
      const answer = await fetch(`${this.src}?first_s=${this.first}&end_s=${this.end}&points=${points}`).catch(() => null);
      if (asked !== this.asked || !answer?.ok) return;
      this.outline = new Int8Array(await answer.arrayBuffer());
      this.draw();
    },
    follow(at) {
      this.at = at;
      const span = this.end - this.first;
      if (span < this.duration && (at < this.first || at > this.end)) this.show(at - span / 10, span);
      else this.draw();
    },
    zoom(factor) {
      const span = Math.min(Math.max((this.end - this.first) * factor, SHORTEST_S), this.duration);
      const inside = this.at >= this.first && this.at <= this.end;
      this.show((inside ? this.at : (this.first + this.end) / 2) - span / 2, span);
    },
    show(first, span) {
      this.first = Math.min(Math.max(first, 0), Math.max(this.duration - span, 0));
      this.end = Math.min(this.first + span, this.duration);
      this.outline = new Int8Array();
      this.draw();
      this.fetchOutline();
    },
    tapped(event) {
      const box = this.$refs.box.getBoundingClientRect();
      this.seek(this.first + ((event.clientX - box.left) / box.width) * (this.end - this.first));
    },
    turned(event) {
      const way = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
      if (way) this.seek(Math.min(Math.max(this.at + way, 0), this.duration));
    },
    seek(seconds) {
      this.at = seconds;
      this.draw();
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
      const points = this.outline.length / 2;
      const step = width / (points || 1);
      const played = place(this.at);
      for (let i = 0; i < points; i += 1) {
        const low = (this.outline[2 * i] / 128) * middle;
        const high = (this.outline[2 * i + 1] / 128) * middle;
        pen.fillStyle = colour(i * step < played ? "ink" : "line");
        pen.fillRect(i * step, middle - high, Math.max(step - 0.5, 1), Math.max(high - low, 1));
      }
      pen.strokeStyle = colour("line");
      pen.lineWidth = 2;
      for (const [from, to] of this.regions) {
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
