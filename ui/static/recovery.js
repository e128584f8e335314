// Brings the page back by itself, and says when what it shows may be old. The station may restart
// at any moment; then the socket drops, the page says so and asks /healthz once a second. Whoever
// answers is asked to go on: the same process does, and nothing that was begun on the page is lost;
// another one refuses, and NiceGUI loads the page again. So does the page itself after RECONNECT_MS.
// It never navigates to a server that does not answer: a kiosk has no way back from an error page.
(() => {
  const POLL_MS = 1000;
  const RECONNECT_MS = 5000; // as long as mount.py keeps a page
  const FIRST_CONNECT_MS = 8000;
  const LOOK_MS = 100;
  const ASK_AFTER_MS = 450;
  const STALE_AFTER_MS = 900;
  let leaving = false;
  let away = false;

  const overlay = () => document.getElementById("restarting");

  // A page that could not even be built has none; it comes back all the same.
  function cover(isCovered) {
    if (overlay()) overlay().hidden = !isCovered;
  }

  async function isAlive() {
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(2000) });
      return answer.ok;
    } catch {
      return false;
    }
  }

  async function waitForReturn() {
    if (leaving || away) return;
    away = true;
    cover(true);
    let askedAt = null;
    while (away) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (!away || !(await isAlive()) || !away) continue;
      if (askedAt === null) {
        askedAt = performance.now();
        goOn(window.socket);
      } else if (performance.now() - askedAt > RECONNECT_MS) {
        leaving = true;
        location.reload();
        return;
      }
    }
  }

  // At once, wherever the socket is in its own pauses between two tries.
  function goOn(socket) {
    if (!socket) return;
    // What the page has had already, as NiceGUI says it at a try of the socket's own.
    socket.io.opts.query.next_message_id = window.nextMessageId;
    socket.disconnect().connect();
  }

  function returned() {
    away = false;
    cover(false);
  }

  // The machine is being switched: what was said last stays until the screen is dark.
  window.coverWith = (what, hint) => {
    overlay().querySelector(".what").textContent = what;
    overlay().querySelector(".hint").textContent = hint;
    overlay().hidden = false;
  };

  // Any message shows that the station lives. When none came for a while the page asks for one;
  // a station that hangs does not answer, though its socket stands.
  function watch(socket) {
    let heardAt = performance.now();
    let lookedAt = heardAt;
    let asked = 0;
    let isAsking = false;
    let isWaking = false;
    const mark = (isStale) => {
      const sign = document.getElementById("stale");
      if (sign && sign.hidden === isStale) sign.hidden = !isStale;
    };
    const heard = () => {
      if (isWaking) return;
      heardAt = performance.now();
      isAsking = false;
      mark(false);
    };
    const answered = () => {
      isWaking = false;
      heard();
    };
    socket.on("connect", answered);
    socket.onAny(heard);
    setInterval(() => {
      const now = performance.now();
      // What comes to a page that slept may have waited as long: only what it asks for now is new.
      if (now - lookedAt > STALE_AFTER_MS) {
        heardAt = lookedAt;
        isAsking = false;
        isWaking = true;
      }
      lookedAt = now;
      if (document.hidden || !socket.connected || away) return;
      const silent = now - heardAt;
      mark(silent > STALE_AFTER_MS);
      if (silent > ASK_AFTER_MS && !isAsking) {
        isAsking = true;
        const question = (asked += 1);
        socket.emit("beat", () => question === asked && answered());
      }
    }, LOOK_MS);
  }

  function follow(socket) {
    watch(socket);
    socket.on("disconnect", waitForReturn);
    socket.on("connect", returned);
    setTimeout(() => socket.connected || waitForReturn(), FIRST_CONNECT_MS);
  }

  addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => (leaving = false), FIRST_CONNECT_MS);
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    // The way back leads to a list as it was left.
    const kept = link.dataset.kept && sessionStorage.getItem(link.dataset.kept);
    if (await isAlive()) location.assign(kept || link.href);
    else waitForReturn();
  });

  // A long press is a tap that took its time, not a wish for a menu.
  document.addEventListener("contextmenu", (event) => event.preventDefault());

  const waiting = setInterval(() => {
    if (!window.socket) return;
    clearInterval(waiting);
    follow(window.socket);
  }, 20);
})();
