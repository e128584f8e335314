// Letters on their way to words. The station knows the words; whatever it does not answer in time,
// the letters themselves can be taken.
const ANSWER_MS = 1500;
const LATE_MS = 600;
export const LONGEST = 40;

export class Composition {
  constructor() {
    this.picks = [];
    this.clear();
  }

  clear() {
    this.picks = [];
    this.letters = "";
    this.candidates = [];
    this.answered = "";
    this.isLate = false;
  }

  get isEmpty() {
    return !this.letters && !this.picks.length;
  }

  get text() {
    return this.picks.map((pick) => pick.text).join("") + this.letters;
  }

  type(letter) {
    this.letters += letter;
    this.ask();
  }

  erase() {
    if (this.letters) this.letters = this.letters.slice(0, -1);
    if (!this.letters && this.picks.length) this.letters = this.picks.pop().typed;
    if (this.letters) this.ask();
    else this.clear();
  }

  // Takes a candidate; returns the whole text when no letter is left, else nothing.
  pick({ text, taken }) {
    this.picks.push({ text, typed: this.letters.slice(0, taken) });
    this.letters = this.letters.slice(taken);
    if (this.letters) {
      this.ask();
      return "";
    }
    const whole = this.text;
    this.remember();
    this.clear();
    return whole;
  }

  // Takes what stands there as it is.
  raw() {
    const whole = this.text;
    this.clear();
    return whole;
  }

  // Takes what is shown as the choice; the letters where no word takes all of them.
  meant() {
    const [best] = this.answered === this.letters ? this.candidates : [];
    return best?.taken === this.letters.length ? this.pick(best) : this.raw();
  }

  // Does so once the words are there, which is not waited for long.
  async first() {
    await this.settled();
    return this.meant();
  }

  get isSettled() {
    return !this.letters || this.answered === this.letters || !this.asking;
  }

  // Waits for the answer to the letters that stand there, but not for long.
  async settled() {
    const end = performance.now() + ANSWER_MS;
    while (!this.isSettled && performance.now() < end) {
      await Promise.race([this.asking, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  ask() {
    if (this.asking || this.answered === this.letters) return;
    this.asking = this.askUntilAnswered();
  }

  async askUntilAnswered() {
    while (this.letters && this.answered !== this.letters) {
      const asked = this.letters;
      const late = setTimeout(() => (this.isLate = true), LATE_MS);
      // Without an answer the keys say so, and the letters can be taken as they are.
      const candidates = await post("pinyin", { typed: asked }).catch(() => null);
      clearTimeout(late);
      this.isLate = candidates === null;
      if (candidates === null && asked !== this.letters) continue;
      this.answered = asked;
      this.candidates = candidates?.candidates ?? [];
    }
    this.asking = null;
  }

  remember() {
    const choices = this.picks.map(({ typed, text }) => ({ typed, text }));
    if (choices.length > 1) {
      choices.push({ typed: choices.map((one) => one.typed).join(""), text: this.text });
    }
    send("choices", { choices });
  }
}

// Makes the words ready, which takes some seconds the very first time.
export const prepare = () => send("pinyin", { typed: "" });

// For what nobody waits for. A choice that is not remembered leaves the words in the order that they
// had, and words that were not made ready are when a letter is typed, which says what is missing.
async function send(what, body) {
  try {
    await post(what, body);
  } catch (error) {
    console.warn(`keyboard: ${error.message}`);
  }
}

async function post(what, body) {
  const answer = await fetch(`/api/input/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}
