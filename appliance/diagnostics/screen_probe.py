"""What runs in the page to measure it, with the page's own clock."""

from typing import Final

WATCH_SHOWN: Final = """
(() => {
  const ANY = { attributes: true, childList: true, characterData: true, subtree: true };
  // When something that this selector means is on the screen: after the frame that painted it.
  window.tingxiaShown = (selector) => new Promise((resolve) => {
    const look = () => {
      if (performance.now() > 30000) return resolve(-1);
      const found = document.querySelector(selector);
      const box = found?.getBoundingClientRect();
      if (!box?.height || !found.textContent.trim() || !window.socket?.connected) {
        requestAnimationFrame(look);
        return;
      }
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0));
    };
    look();
  });
  // From a touch to the first frame after the control, or what answers for it, changed; -1 if not.
  window.tingxiaAnswer = (selector, place, answer) => new Promise((resolve) => {
    const touchable = document.querySelectorAll(selector)[place];
    const watched = answer ? document.querySelector(answer) : touchable;
    let touchedAt = 0;
    const end = (afterMs) => {
      clearTimeout(timer);
      observer.disconnect();
      watched?.removeEventListener("input", answered);
      removeEventListener("pointerdown", touched, true);
      resolve(afterMs);
    };
    const answered = () => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => end(performance.now() - touchedAt), 0));
    };
    const observer = new MutationObserver(answered);
    const touched = (event) => {
      touchedAt = event.timeStamp;
      observer.observe(watched, ANY);
      watched.addEventListener("input", answered);  // what stands in a field is no attribute of it
    };
    addEventListener("pointerdown", touched, true);
    const timer = setTimeout(() => end(-1), 5000);
  });
})();
"""

FLING: Final = """
async ({ selector, row, blank, pxPerS, durationS }) => {
  // Moves a list as a finger does that swipes again and again; looks at every frame.
  const box = document.querySelector(selector);
  const frames = { all: 0, blank: 0, rows: 0, blankRows: 0, longestMs: 0 };
  const began = performance.now();
  let last = began;
  while (last - began < 1000 * durationS) {
    const now = await new Promise(requestAnimationFrame);
    frames.longestMs = Math.max(frames.longestMs, now - last);
    const edge = box.getBoundingClientRect();
    const seen = [...box.querySelectorAll(row)].filter((each) => {
      const at = each.getBoundingClientRect();
      return at.bottom > edge.top && at.top < edge.bottom;
    });
    const covered = seen.reduce((sum, each) => sum + each.getBoundingClientRect().height, 0);
    const lacking = seen.filter((each) => each.matches(blank)).length;
    frames.all += 1;
    frames.rows += seen.length;
    frames.blankRows += lacking;
    if (lacking || covered < edge.height * 0.8) frames.blank += 1;
    const share = (now - began) / 1000 % 1;  // a swipe a second, fast at first
    box.scrollTop += pxPerS * 2 * (1 - share) * (now - last) / 1000;
    last = now;
  }
  frames.scrolledPx = box.scrollTop;
  return frames;
}
"""

HEAP_BYTES: Final = """
() => { window.gc?.(); window.gc?.(); return performance.memory.usedJSHeapSize; }
"""
