// Live captions that follow the newest words until somebody scrolls back.
const NEAR_END_PX = 48;

export default {
  template: `
    <div class="captions-panel">
      <div class="captions-late" role="status">
        <template v-if="late">
          <span class="sign sign-wait" aria-hidden="true"></span>
          <span><b aria-live="off">{{ late }}</b><span>{{ meanwhile }}</span></span>
        </template>
      </div>
      <div class="captions" ref="box" tabindex="0" role="log" :data-stale="old || null" @scroll.passive="look">
        <p v-if="empty && !lines.length && !stable && !tentative" class="empty">{{ empty }}</p>
        <p v-if="shortened" class="empty">{{ earlier }}</p>
        <p v-for="line in lines" :key="line.key">{{ line.text }}</p>
        <p v-if="stable || tentative"
          >{{ stable }}<span class="tentative">{{ tentative }}</span></p>
      </div>
      <button v-if="!follows" type="button" class="tap strong captions-newest" @click="toEnd">
        <span class="sign sign-down" aria-hidden="true"></span><span>{{ newest }}</span>
      </button>
    </div>`,
  props: {
    lines: { type: Array, default: () => [] },
    stable: { type: String, default: "" },
    tentative: { type: String, default: "" },
    shortened: Boolean,
    empty: String,
    newest: String,
    earlier: String,
    late: String,
    meanwhile: String,
    old: Boolean,
  },
  data: () => ({ follows: true }),
  mounted() {
    this.observer = new ResizeObserver(() => this.keep());
    this.observer.observe(this.$refs.box);
    this.keep();
  },
  unmounted() {
    this.observer.disconnect();
  },
  updated() {
    this.keep();
  },
  methods: {
    look() {
      const box = this.$refs.box;
      this.follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    },
    keep() {
      if (this.follows) this.$refs.box.scrollTop = this.$refs.box.scrollHeight;
    },
    toEnd() {
      this.follows = true;
      this.keep();
    },
  },
};
