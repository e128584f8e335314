// Brings the page back by itself. The station may restart at any moment; then the socket drops,
// the page says so, asks /healthz once a second, and loads itself again when there is an answer.
// It never navigates to a server that does not answer: a kiosk has no way back from an error page.
(() => {
  const POLL_MS = 1000;
  const FIRST_CONNECT_MS = 8000;
  let leaving = false;
  let away = false;

  const overlay = () => document.getElementById("restarting");

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
    overlay().hidden = false;
    while (away) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (away && (await isAlive())) {
        leaving = true;
        location.reload();
        return;
      }
    }
  }

  function returned() {
    away = false;
    overlay().hidden = true;
  }

  function follow(socket) {
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
    if (await isAlive()) location.assign(link.href);
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
