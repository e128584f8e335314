// One request a file, one after the other. Nothing of a file is read here: the browser streams it.
export default {
  template: `
    <div class="uploads">
      <input ref="input" :id="chooser" type="file" multiple hidden @change="chosen" />
      <div v-if="isOver" class="drop-here"><span class="sign sign-files" aria-hidden="true"></span>
        <span class="words">{{ words.drop }}</span></div>
      <div v-if="current" class="uploading" role="status">
        <div class="progress">
          <div class="progress-head"><span class="words">{{ label }}</span><span class="words percent">{{ percent }} %</span></div>
          <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" :aria-valuenow="percent" :aria-label="label">
            <div class="fill" :style="{ transform: 'scaleX(' + percent / 100 + ')' }"></div></div>
          <span class="words stay">{{ words.stay }}</span>
        </div>
        <button type="button" class="tap" @click="stop"><span class="sign sign-stop" aria-hidden="true"></span><span class="words">{{ words.stop }}</span></button>
      </div>
    </div>`,
  props: { address: String, chooser: String, query: String, words: Object },
  emits: ["begin", "failed", "over"],
  data: () => ({ current: null, number: 0, count: 0, percent: 0, isOver: false }),
  computed: {
    label() {
      return this.words.sending
        .replace("{number}", this.number)
        .replace("{count}", this.count)
        .replace("{name}", () => this.current?.name ?? "");
    },
  },
  created() {
    this.waiting = [];
    this.taken = 0;
  },
  mounted() {
    // Anywhere on the page: elsewhere the browser would leave it for the file.
    this.listeners = { dragover: this.dragged, dragleave: this.left, drop: this.dropped };
    for (const [name, listener] of Object.entries(this.listeners)) window.addEventListener(name, listener);
  },
  unmounted() {
    for (const [name, listener] of Object.entries(this.listeners)) window.removeEventListener(name, listener);
    this.waiting = [];
    this.request?.abort();
  },
  methods: {
    dragged(event) {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.isOver = true;
    },
    left(event) {
      if (!event.relatedTarget) this.isOver = false;
    },
    dropped(event) {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.isOver = false;
      this.add(event.dataTransfer.files);
    },
    chosen() {
      this.add(this.$refs.input.files);
      this.$refs.input.value = "";
    },
    add(files) {
      if (!files.length) return;
      this.$emit("begin");
      if (!this.current) this.number = this.count = this.taken = 0;
      this.count += files.length;
      this.waiting.push(...[...files].map((file) => ({ file, query: this.query })));
      if (!this.current) this.next();
    },
    next() {
      const one = this.waiting.shift();
      this.current = one?.file ?? null;
      this.percent = 0;
      if (!one) {
        this.$emit("over", this.taken);
        return;
      }
      this.number += 1;
      const request = (this.request = new XMLHttpRequest());
      const query = (one.query ? one.query + "&" : "") + "name=" + encodeURIComponent(one.file.name.slice(0, 1000));
      request.open("POST", this.address + "?" + query);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        if (event.lengthComputable && event.total) this.percent = Math.floor((100 * event.loaded) / event.total);
      };
      request.onload = () => {
        if (request.status === 201) this.taken += 1;
        else this.fail(one.file, this.told(request));
        this.next();
      };
      request.onerror = () => {
        this.fail(one.file, {});
        this.next();
      };
      request.send(one.file);
    },
    told(request) {
      try {
        return JSON.parse(request.responseText);
      } catch {
        return {};
      }
    },
    fail(file, { detail = "", hint = "" }) {
      this.$emit("failed", { name: file.name, detail, hint });
    },
    stop() {
      this.waiting = [];
      this.request?.abort();
      this.current = null;
      this.$emit("over", this.taken);
    },
  },
};
