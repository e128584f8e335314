// What is told above a sheet while one is open: at the head of the screen, where no button is, one
// below the other. The sheet gives way.
const SHEET = "[id^=q-portal--dialog]";

const makeRoom = ([{ contentRect }]) =>
  document.documentElement.style.setProperty("--above", `${Math.ceil(contentRect.height)}px`);
new ResizeObserver(makeRoom).observe(document.getElementById("above"));

export default {
  data: () => ({ isOverSheet: false }),
  mounted() {
    this.sheets = new MutationObserver(this.look);
    this.sheets.observe(document.body, { childList: true });
    this.look();
  },
  unmounted() {
    this.sheets.disconnect();
  },
  methods: {
    look() {
      this.isOverSheet = document.querySelector(SHEET) !== null;
    },
  },
};
