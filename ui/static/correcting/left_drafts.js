// What was typed and is kept nowhere yet, each with the way to go on with it.
import { position } from "tingxia-moments/position.js";

export default {
  template: `
    <div v-if="drafts.length" class="left-drafts">
      <div v-for="(left, i) in drafts" :key="i" class="notice left-draft">
        <span class="sign sign-edit" aria-hidden="true"></span>
        <div class="words" role="status"><span class="what">{{ words.left }} {{ position(left.start) }}</span><span class="said">{{ left.draft }}</span></div>
        <button type="button" :data-apart-ms="apart" class="tap strong" :aria-label="words.takeUp + ' ' + position(left.start)" @click="$emit('taken', left)">{{ words.takeUp }}</button>
      </div>
    </div>`,
  props: { drafts: Array, words: Object, apart: Number },
  emits: ["taken"],
  methods: { position },
};
