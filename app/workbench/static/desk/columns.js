/** The widths of the columns: dragged or moved by arrow keys, and kept in a cookie so that the server draws them as they were. */

const stepPx = 16;
const limits = { lists: [240, 520], about: [240, 520] };
const yearS = 31536000;

const root = document.documentElement;
const widths = {};

function set(column, px) {
  const [least, most] = limits[column];
  widths[column] = Math.round(Math.min(most, Math.max(least, px)));
  root.style.setProperty(`--${column}`, `${widths[column]}px`);
  document.querySelector(`[data-edge="${column}"]`).setAttribute("aria-valuenow", String(widths[column]));
}

function keep() {
  document.cookie = `kefu_columns=${widths.lists}-${widths.about}; path=/agent; max-age=${yearS}; samesite=lax`;
}

/** Let the edges between the columns be moved. */
export function startColumns() {
  for (const edge of document.querySelectorAll("[data-edge]")) {
    const column = edge.dataset.edge;
    const side = column === "lists" ? 1 : -1;
    set(column, document.getElementById(column).getBoundingClientRect().width || limits[column][0]);
    edge.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      edge.setPointerCapture(event.pointerId);
      const [fromX, fromPx] = [event.clientX, widths[column]];
      const move = ({ clientX }) => set(column, fromPx + side * (clientX - fromX));
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", () => {
        edge.removeEventListener("pointermove", move);
        keep();
      }, { once: true });
    });
    edge.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -stepPx, ArrowRight: stepPx }[event.key];
      if (!step) return;
      event.preventDefault();
      set(column, widths[column] + side * step);
      keep();
    });
  }
}
