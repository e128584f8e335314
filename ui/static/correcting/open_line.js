// The line that is being corrected: its text as a field, and what can be done to it. Where another
// text stands there than the one on which somebody began to write, that is shown as well.
const DEEDS = ["split", "join", "speaker", "remove"];

export default {
  template: `
    <div class="words">
      <p v-if="other" class="other" role="status"><span class="sign sign-information" aria-hidden="true"></span>
        <span><span class="what">{{ words.other }}</span> <span class="said">{{ other }}</span></span></p>
      <textarea class="field" rows="3" ref="field" :value="draft" @input="$emit('written', $event.target.value)" :maxlength="longest" :aria-label="words.text"></textarea>
      <div class="actions">
        <button type="button" :data-apart-ms="apart" class="tap strong" :aria-disabled="!draft.trim() || null" @click.stop="$emit('kept', $event)"><span class="sign sign-check" aria-hidden="true"></span>{{ words.save }}</button>
        <button type="button" :data-apart-ms="apart" class="tap" @click.stop="$emit('cancelled', $event)"><span class="sign sign-close" aria-hidden="true"></span>{{ words.cancel }}</button>
        <button type="button" :data-apart-ms="apart" class="tap" @click.stop="$emit('heard')"><span :class="'sign sign-' + (playing ? 'pause' : 'play')" aria-hidden="true"></span>{{ playing ? words.pause : words.hear }}</button>
        <button v-for="deed in DEEDS" :key="deed" type="button" :data-apart-ms="apart" class="tap" @click.stop="$emit('wished', deed, $event)">{{ words[deed] }}</button>
      </div>
    </div>`,
  props: { draft: String, other: String, words: Object, longest: Number, apart: Number, playing: Boolean, caret: Number },
  emits: ["written", "kept", "cancelled", "heard", "wished"],
  created() {
    this.DEEDS = DEEDS;
  },
  mounted() {
    this.$refs.field.focus();
    if (this.caret !== undefined) this.$refs.field.setSelectionRange(this.caret, this.caret);
    this.show();
  },
  watch: {
    other(now) {
      if (now) this.$nextTick(this.show);
    },
  },
  methods: {
    show() {
      this.$el.scrollIntoView({ block: "nearest" });
    },
  },
};
