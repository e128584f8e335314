// Keys for fingers, at the foot of the screen while a field is written in. Keys never take the focus.
import { Composition, LONGEST, prepare } from "tingxia-keyboard/composition.js";
import * as fields from "tingxia-keyboard/field.js";
import { rows } from "tingxia-keyboard/layouts.js";
import { Presence } from "tingxia-keyboard/presence.js";

const BOUNCE_MS = 60;
const HOLD_MS = 450;
const REPEAT_MS = 70;
const CAPS_MS = 400;
const LEAVE_MS = 80;
const LANGUAGE = "tingxia-typing";

export default {
  template: `
    <Teleport to="body">
      <div v-if="field" ref="board" class="keyboard" :class="{ pad: layer === 'pad' }" role="group"
        :aria-label="words.keyboard" @pointerdown="down" @pointerup="up" @pointercancel="up"
        @click="clicked" @mousedown.prevent @touchstart.prevent>
        <div v-if="isChinese" class="composition" aria-live="polite">
          <div class="letters"><span v-for="pick in composition.picks" class="picked">{{ pick.text }}</span>{{ composition.letters }}<span
            v-if="composition.isLate" class="late">{{ words.late }}</span></div>
          <div class="candidates">
            <button type="button" tabindex="-1" class="key turn" data-turn="-1" :aria-label="words.before"
              :aria-disabled="page === 0"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M14.5 4 16 5.5 9.5 12l6.5 6.5-1.5 1.5L6.5 12z"/></svg></button>
            <div class="offers" ref="offers"><button v-for="offer in shown" :key="offer.at" type="button" tabindex="-1"
              class="key offer" :class="{ best: offer.at === 0 }" :data-offer="offer.at">{{ offer.text }}</button></div>
            <button type="button" tabindex="-1" class="key turn" data-turn="1" :aria-label="words.more_words"
              :aria-disabled="page + 1 >= pages.length"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9.5 4 8 5.5l6.5 6.5L8 18.5 9.5 20l8-8z"/></svg></button>
          </div>
        </div>
        <div v-for="(row, r) in keys" :key="r" class="keys" :class="{ inset: row.length === 9 && r === 1 }"><button v-for="key in row" :key="key.id" type="button" tabindex="-1"
          class="key" :class="{ act: key.act, strong: key.strong, on: key.act === 'shift' && upper }" :style="{ '--wide': key.wide }"
          :data-key="key.id" :aria-label="key.label ?? null"><svg v-if="key.drawn" viewBox="0 0 24 24" aria-hidden="true"><path :d="key.drawn"/></svg><span v-else-if="key.either" class="either"><template v-for="(one, at) in key.either"><template v-if="at">/</template><span
          :lang="one.code" :class="{ on: one.on }">{{ one.text }}</span></template></span><template
          v-else>{{ key.shown ?? key.text }}</template><span v-if="key.act === 'shift' && caps" class="caps" aria-hidden="true"></span></button></div>
      </div>
    </Teleport>`,
  props: { words: Object, cookie: String, chinese: Boolean },
  data() {
    return {
      field: null,
      layer: "letters",
      upper: false,
      caps: false,
      page: 0,
      wantsChinese: (sessionStorage.getItem(LANGUAGE) ?? String(this.chinese)) === "true",
      composition: new Composition(),
      offersPx: 0,
    };
  },
  computed: {
    kind() {
      return this.field ? fields.kindOf(this.field) : {};
    },
    isChinese() {
      return this.mayCompose(this.kind);
    },
    keys() {
      const { layer, upper, isChinese: chinese } = this;
      return rows({ ...this.kind, layer, upper, chinese }, this.words);
    },
    keyOf() {
      return new Map(this.keys.flat().map((key) => [key.id, key]));
    },
    pages() {
      const pages = [[]];
      let left = this.offersPx;
      this.composition.candidates.forEach((candidate, at) => {
        const px = this.widthOf(candidate.text);
        if (px > left && pages[pages.length - 1].length) {
          pages.push([]);
          left = this.offersPx;
        }
        left -= px;
        pages[pages.length - 1].push({ text: candidate.text, at });
      });
      return pages;
    },
    shown() {
      return this.pages[this.page] ?? [];
    },
  },
  watch: {
    "composition.candidates"() {
      this.page = 0;
    },
    isChinese() {
      this.$nextTick(this.fit);
    },
  },
  created() {
    this.held = new Map();
    this.touched = new Map();
    this.pointers = new Set();
    this.work = Promise.resolve();
    this.waiting = 0;
    this.tapped = new Set(); // what is heard of once that is done
    this.settleField = () => {};
    this.presence = new Presence(this.cookie);
    this.observer = new ResizeObserver(() => this.fit());
    this.listeners = {
      focusin: () => this.look(),
      focusout: () => this.look(),
      keydown: (event) => event.isTrusted && this.look(),
      pointerdown: (event) => this.pointers.add(event.pointerId),
      pointerup: (event) => this.released(event),
      pointercancel: (event) => this.released(event),
      click: (event) => this.clickedBeside(event),
    };
  },
  mounted() {
    this.presence.watch();
    for (const [name, heard] of Object.entries(this.listeners)) addEventListener(name, heard, true);
    this.look();
  },
  unmounted() {
    this.presence.unwatch();
    for (const [name, heard] of Object.entries(this.listeners)) removeEventListener(name, heard, true);
    clearTimeout(this.looking);
    this.close();
  },
  methods: {
    // Comes and goes only while no finger is down: what a tap is meant for must not move under it.
    look() {
      clearTimeout(this.looking);
      this.looking = setTimeout(() => {
        if (this.pointers.size) return;
        const active = document.activeElement;
        const field = fields.isTypable(active) && this.presence.isWanted ? active : null;
        if (field !== this.field) this.attach(field);
      }, LEAVE_MS);
    },
    released(event) {
      this.pointers.delete(event.pointerId);
      this.look();
    },
    attach(field) {
      this.close();
      if (!field) return;
      this.field = Vue.markRaw(field);
      field.virtualKeyboardPolicy = "manual";
      this.layer = this.kind.isNumber ? "pad" : "letters";
      this.upper = this.caps = false;
      if (this.isChinese) prepare();
      this.$nextTick(() => {
        this.observer.disconnect();
        this.observer.observe(this.$refs.board);
        this.fit();
      });
    },
    close() {
      if (!this.field) return;
      this.settle();
      this.release();
      this.settleField();
      this.observer.disconnect();
      this.field = null;
      const page = document.documentElement;
      delete page.dataset.keyboard;
      page.style.removeProperty("--keyboard");
    },
    // What is shown as the choice is what is kept. Words that are still on their way come into the
    // field that they were typed in, whatever is written in by then.
    settle() {
      const { field, composition } = this;
      if (!field || (composition.isEmpty && !this.waiting)) return;
      if (composition.isSettled && !this.waiting) {
        this.keep(composition.meant(), field);
        return;
      }
      this.composition = new Composition();
      this.queue(async () => this.keep(await composition.first(), field));
    },
    keep(text, field) {
      if (!text || !field.isConnected) return;
      fields.insert(field, text);
      fields.complete(field);
    },
    // Before the button hears of it: what is kept is what stands there. Who is impatient and taps
    // it again wants the same once more.
    async clickedBeside(event) {
      if (event.target === this.field || this.$refs.board?.contains(event.target)) return;
      this.settle();
      if (!this.waiting) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const place = event.target.closest?.("[data-apart-ms]") ?? event.target;
      if (this.tapped.has(place)) return;
      this.tapped.add(place);
      await this.work;
      this.tapped.delete(place);
      event.target.dispatchEvent(new CustomEvent("tingxia-held", { bubbles: true }));
      event.target.dispatchEvent(new MouseEvent("click", event));
    },
    fit() {
      if (!this.field || !this.$refs.board) return;
      const board = this.$refs.board.getBoundingClientRect();
      const page = document.documentElement;
      page.dataset.keyboard = this.layer;
      page.style.setProperty("--keyboard", `${Math.ceil(board.height)}px`);
      this.offersPx = this.$refs.offers?.clientWidth ?? 0;
      this.settleField();
      this.settleField = fields.reveal(this.field, innerHeight - board.height);
    },
    widthOf(text) {
      this.ruler ??= document.createElement("canvas").getContext("2d");
      const { fontFamily, fontSize } = getComputedStyle(this.$refs.board);
      this.ruler.font = `${1.3 * parseFloat(fontSize)}px ${fontFamily}`;
      return Math.max(64, Math.ceil(this.ruler.measureText(text).width) + 36) + 8;
    },

    down(event) {
      event.preventDefault();
      const button = event.target.closest("button");
      const name = button && JSON.stringify({ ...button.dataset });
      const before = this.touched.get(name) ?? -Infinity;
      if (!button || event.timeStamp - before < BOUNCE_MS || this.isHeld(name)) return;
      this.touched.set(name, event.timeStamp);
      button.classList.add("down");
      const hold = { name, button };
      this.held.set(event.pointerId, hold);
      const key = this.keyOf.get(button.dataset.key);
      this.press(button.dataset, event.timeStamp);
      if (key?.repeats) hold.timer = setTimeout(() => this.repeat(hold), HOLD_MS);
    },
    isHeld(name) {
      return [...this.held.values()].some((hold) => hold.name === name);
    },
    repeat(hold) {
      this.press(hold.button.dataset);
      hold.timer = setTimeout(() => this.repeat(hold), REPEAT_MS);
    },
    up(event) {
      const hold = this.held.get(event.pointerId);
      if (!hold) return;
      this.touched.set(hold.name, event.timeStamp);
      this.held.delete(event.pointerId);
      clearTimeout(hold.timer);
      hold.button.classList.remove("down");
    },
    release() {
      for (const hold of this.held.values()) {
        clearTimeout(hold.timer);
        hold.button.classList.remove("down");
      }
      this.held.clear();
    },
    // A screen reader presses a button without a pointer.
    clicked(event) {
      if (event.detail === 0) this.press(event.target.closest("button")?.dataset ?? {}, event.timeStamp);
    },

    // One after the other: a space waits for the words, and what is typed behind it waits for it.
    queue(deed) {
      this.waiting += 1;
      const done = () => (this.waiting -= 1);
      // One that fails keeps no other from being done.
      this.work = this.work.then(deed).catch(reportError).then(done);
    },
    // What waits goes where it was typed, also if the field was left by then.
    press({ key, offer, turn }, at) {
      const { composition, field } = this;
      const place = { composition, field, at };
      const pressed = this.keyOf.get(key);
      const offered = composition.candidates[offer];
      this.queue(() => {
        if (!field) return null;
        if (turn) this.page = Math.min(Math.max(this.page + Number(turn), 0), this.pages.length - 1);
        else if (offered) this.choose(offered, place);
        else if (pressed?.act && !pressed.text) return this[pressed.act](place);
        else if (pressed) return this.type(pressed.text, place);
        return null;
      });
    },
    choose(candidate, { composition, field }) {
      if (composition.candidates.includes(candidate)) this.put(composition.pick(candidate), field);
    },
    put(text, field) {
      if (!text || !field.isConnected) return;
      fields.insert(field, text);
      if (field !== this.field) fields.complete(field);
    },
    mayCompose(kind) {
      return Boolean(this.wantsChinese && kind.mayBeChinese);
    },
    async type(character, { composition, field }) {
      const isComposing = !composition.isEmpty;
      const isLetter = /^[a-z]$/.test(character) || (isComposing && character === "'");
      if (isLetter && this.mayCompose(fields.kindOf(field))) {
        if (composition.letters.length >= LONGEST) this.put(await composition.first(), field);
        composition.type(character);
        return;
      }
      if (isComposing) this.put(await composition.first(), field);
      if (!isComposing || character !== " ") this.put(character, field);
      if (!this.caps) this.upper = false;
    },
    // By the finger: a busy page hears of a tap late.
    shift({ at }) {
      const isTwice = at - (this.shiftedAt ?? -Infinity) < CAPS_MS;
      this.shiftedAt = at;
      this.caps = isTwice && !this.caps;
      this.upper = this.caps || !this.upper;
    },
    erase({ composition, field }) {
      if (!composition.isEmpty) composition.erase();
      else if (field === this.field) fields.erase();
    },
    async left(place) {
      await this.take(place);
      if (place.field === this.field) fields.move("backward");
    },
    async right(place) {
      await this.take(place);
      if (place.field === this.field) fields.move("forward");
    },
    async line(place) {
      if (place.composition.isEmpty) this.put("\n", place.field);
      else await this.take(place);
    },
    async done(place) {
      const { field } = place;
      await this.take(place);
      if (field !== this.field) return;
      fields.enter(field);
      if (document.activeElement === field) field.blur();
    },
    async hide(place) {
      await this.take(place);
      place.field.blur();
    },
    async take({ composition, field }) {
      this.put(await composition.first(), field);
    },
    // The way to letters that words are offered for.
    language({ composition, field }) {
      this.put(composition.raw(), field);
      this.wantsChinese = !this.wantsChinese;
      sessionStorage.setItem(LANGUAGE, String(this.wantsChinese));
      if (this.wantsChinese) prepare();
    },
    letters() {
      this.layer = "letters";
    },
    signs() {
      this.layer = "signs";
    },
    more() {
      this.layer = "more";
    },
  },
};
