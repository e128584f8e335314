// What somebody is reminded of: in its place on the page, or above a sheet.
import above from "tingxia-above/above.js";

export default {
  mixins: [above],
  template: `
    <Teleport to="#above" :disabled="!isOverSheet">
      <div class="reminder" role="status"><slot></slot></div>
    </Teleport>`,
};
