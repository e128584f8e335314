// What keys there are. A key types its `text` or does its `act`; `either` of two is on; `wide` is in widths of a letter.
const DRAWN = {
  shift: "M12 3 21 13h-5v7H8v-7H3z",
  erase: "M8 4h14v16H8L1 12zm3.4 4L10 9.4l2.6 2.6L10 14.6l1.4 1.4 2.6-2.6 2.6 2.6 1.4-1.4-2.6-2.6L18 9.4 16.6 8 14 10.6z",
  left: "M14.5 4 16 5.5 9.5 12l6.5 6.5-1.5 1.5L6.5 12z",
  right: "M9.5 4 8 5.5l6.5 6.5L8 18.5 9.5 20l8-8z",
  line: "M18 4h3v11H9v4l-7-5.5 7-5.5v4h9z",
  hide: "M2 3h20v12H2zm2 2v2h2V5zm4 0v2h2V5zm4 0v2h2V5zm4 0v2h2V5zM6 11v2h12v-2zM7 17h10l-5 5z",
};
const REPEATING = new Set(["erase", "left", "right"]);

const MORE = ["#*+=~^[]{}", "_\\|<>¥$€×÷", "℃°±µΩ‘’"];
const SIGNS = {
  chinese: ["1234567890", "，。？！、：；“”…", "（）《》—·%"],
  latin: ["1234567890", "-/:;()&@\"'", ".,?!%+="],
};
const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

const text = (character) => ({ id: character, text: character, wide: 1 });
const capital = (letter) => ({ ...text(letter), text: letter.toUpperCase() });
const act = (name, words, wide = 1) => ({
  id: name, act: name, wide, label: words[name], drawn: DRAWN[name], repeats: REPEATING.has(name),
});
const spelled = (name, shown, words, wide = 1) => ({ ...act(name, words, wide), text: "", shown });

// Returns rows of keys. `state`: layer, chinese, mayBeChinese, upper, isLong (has lines), isDecimal.
export function rows(state, words) {
  if (state.layer === "pad") return pad(state, words);
  const lines = { letters: LETTERS, more: MORE, signs: SIGNS[state.chinese ? "chinese" : "latin"] }[state.layer];
  const [first, second, third] = lines.map((line) =>
    [...line].map((one) => (state.layer === "letters" && state.upper ? capital(one) : text(one))),
  );
  if (state.layer === "letters" && state.chinese) second.push(text("'"));
  const side = {
    letters: act("shift", words, 1.5),
    signs: spelled("more", "#+=", words, 1.5),
    more: spelled("signs", "123", words, 1.5),
  }[state.layer];
  return [first, second, [side, ...third, act("erase", words, 1.5)], foot(state, words)];
}

function foot(state, words) {
  const layer = state.layer === "letters" ? spelled("signs", "123", words) : spelled("letters", "ABC", words);
  const language = {
    ...spelled("language", "", words),
    label: words[state.chinese ? "latin" : "pinyin"],
    either: [
      { text: "中", code: "zh-CN", on: state.chinese },
      { text: "EN", code: "en", on: !state.chinese },
    ],
  };
  const [comma, stop] = state.chinese ? "，。" : ",.";
  return [
    layer,
    ...(state.mayBeChinese ? [language] : []),
    text(comma),
    { ...spelled("space", words.space, words, state.mayBeChinese ? 1.5 : 2.5), text: " " },
    text(stop),
    act("left", words),
    act("right", words),
    state.isLong ? act("line", words, 1.5) : { ...spelled("done", words.done, words, 1.5), strong: true },
    act("hide", words),
  ];
}

function pad(state, words) {
  const three = (line) => [...line].map(text);
  return [
    [...three("123"), act("erase", words)],
    [...three("456"), act("left", words)],
    [...three("789"), act("right", words)],
    [
      state.isDecimal ? text(".") : act("hide", words),
      text("0"),
      ...(state.isDecimal ? [act("hide", words)] : []),
      { ...spelled("done", words.done, words, state.isDecimal ? 1 : 2), strong: true },
    ],
  ];
}
