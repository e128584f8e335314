// What parts one touch from the next, as ui/second_tap.py says it. Contacts of a place that follow
// each other sooner than its `data-apart-ms` are one touch, for as long as that goes on: a palm
// rubs, a glove bounces. Of all clicks of a touch the page hears the first alone.
(() => {
  const touches = new WeakMap();
  const placeOf = ({ target }) => target.closest?.("[data-apart-ms]");

  function touchOf(place, at) {
    let touch = touches.get(place);
    if (!touch || at - touch.lastAt >= Number(place.dataset.apartMs)) {
      touches.set(place, (touch = { isHeard: false }));
    }
    touch.lastAt = at;
    return touch;
  }

  function landed(event) {
    const place = placeOf(event);
    if (place) touchOf(place, event.timeStamp);
  }

  // A finger that stayed for long is the touch that it began.
  function left(event) {
    const touch = touches.get(placeOf(event));
    if (touch) touch.lastAt = event.timeStamp;
  }

  function clicked(event) {
    const place = placeOf(event);
    if (!place) return;
    const touch = touchOf(place, event.timeStamp);
    if (touch.isHeard) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    touch.isHeard = true;
  }

  // Its click waited for something and is made anew.
  function held(event) {
    touches.delete(placeOf(event));
  }

  addEventListener("pointerdown", landed, true);
  addEventListener("pointerup", left, true);
  addEventListener("pointercancel", left, true);
  addEventListener("tingxia-held", held, true);
  addEventListener("click", clicked, true);
})();
