// The text in the field belongs to whoever types; the station hears of it when the typing rests.
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
      <span v-else-if="hint" class="hint" :id="id + '-hint'">{{ hint }}</span>
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
  },
  emits: ["change", "enter"],
  data: () => ({ id: "field-" + Vue.getCurrentInstance().uid }),
  computed: {
    common() {
      return {
        maxlength: this.longest,
        placeholder: this.placeholder,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        "aria-label": this.label ? null : this.placeholder,
        "aria-invalid": this.error ? "true" : null,
        "aria-describedby": this.error ? this.id + "-error" : this.hint ? this.id + "-hint" : null,
      };
    },
  },
  mounted() {
    this.put(this.value);
  },
  unmounted() {
    clearTimeout(this.timer);
  },
  methods: {
    put(value) {
      clearTimeout(this.timer);
      this.timer = null;
      this.$refs.field.value = value;
    },
    typed() {
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
