// The text in the field belongs to whoever types; the station hears of it when the typing rests.
// Under the name `draft` the browser keeps what was typed, also over a reload, until the station
// has it forgotten.
const REST_MS = 250;

export default {
  template: `
    <div class="setting text-field" :class="{ wrong: error }">
      <label v-if="label" class="label" :for="id">{{ label }}</label>
      <div class="field-line">
        <span v-if="sign" :class="'sign sign-' + sign" aria-hidden="true"></span>
        <textarea v-if="lines > 1" ref="field" class="field" :id="id" :rows="lines" v-bind="common"
          @input="typed" @change="tell" @blur="tell"></textarea>
        <input v-else ref="field" class="field" :id="id" :type="kind" :inputmode="mode" v-bind="common"
          @input="typed" @change="tell" @blur="tell" @keydown.enter="enter">
      </div>
      <span v-if="error" class="error" role="alert" :id="id + '-error'"
        ><span class="sign sign-warning" aria-hidden="true"></span><span class="words">{{ error }}</span></span>
      <span v-else-if="told || hint" class="hint" :id="id + '-hint'">{{ told || hint }} <span v-if="lost" class="said">{{ lost }}</span></span>
      <button v-if="lost" type="button" class="tap" :data-apart-ms="apart" @click="takeUp"><span class="sign sign-edit" aria-hidden="true"></span><span class="words">{{ words.takeUp }}</span></button>
    </div>`,
  props: {
    label: String,
    hint: String,
    error: String,
    value: String,
    placeholder: String,
    lines: Number,
    longest: Number,
    kind: String,
    mode: String,
    sign: String,
    draft: String,
    first: Boolean, // its sheet, which is Quasar's, opens with the focus in it
    words: Object, // of the draft of a former page
    apart: Number,
  },
  emits: ["change", "enter"],
  data: () => ({ id: "field-" + Vue.getCurrentInstance().uid, told: "", lost: "" }),
  computed: {
    // Of this page: it goes with what the page is about.
    kept() {
      return `tingxia-draft ${location.pathname} ${this.draft}`;
    },
    common() {
      return {
        maxlength: this.longest,
        "data-autofocus": this.first ? "" : null,
        placeholder: this.placeholder,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        "aria-label": this.label ? null : this.placeholder,
        "aria-invalid": this.error ? "true" : null,
        "aria-describedby": this.error ? this.id + "-error" : this.told || this.hint ? this.id + "-hint" : null,
      };
    },
  },
  mounted() {
    this.put(this.value);
    this.was = this.value;
    if (this.draft) this.recall();
  },
  beforeUnmount() {
    // A field that is taken away is left as well: there is nothing to be told then.
    clearTimeout(this.timer);
    this.timer = null;
  },
  methods: {
    put(value) {
      clearTimeout(this.timer);
      this.timer = null;
      this.$refs.field.value = value;
    },
    recall() {
      const { was, draft } = JSON.parse(sessionStorage.getItem(this.kept) ?? "{}");
      if (draft === undefined || draft === this.value) return;
      // Kept as it is, it would undo what was done elsewhere meanwhile, unseen.
      if (was !== this.value) {
        [this.told, this.lost] = [this.words.overtaken, draft];
        return;
      }
      this.fill(draft);
    },
    fill(draft) {
      this.told = this.words.recalled;
      this.put(draft);
      this.$emit("change", draft);
    },
    takeUp() {
      const draft = this.lost;
      this.lost = "";
      this.remember(draft);
      this.fill(draft);
    },
    remember(draft) {
      sessionStorage.setItem(this.kept, JSON.stringify({ was: this.was, draft }));
    },
    typed() {
      if (this.draft) this.remember(this.$refs.field.value);
      clearTimeout(this.timer);
      this.timer = setTimeout(this.tell, REST_MS);
    },
    tell() {
      if (!this.timer) return;
      clearTimeout(this.timer);
      this.timer = null;
      this.$emit("change", this.$refs.field.value);
    },
    enter(event) {
      if (event.isComposing) return;
      this.tell();
      this.$emit("enter", this.$refs.field.value);
    },
  },
};
