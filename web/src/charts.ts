// Charts of figures over time: each draws the data that lies beside it; the same figures stand in a table below.
import { draw, type Chart } from "./charts/drawing";
import { speak, walk } from "./charts/keys";
import type { Spec } from "./charts/spec";

const drawn = new WeakMap<Element, Chart>();

function start(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    if (drawn.has(place)) continue;
    const source = place.querySelector("script[type='application/json']");
    const canvas = place.querySelector<HTMLElement>("[data-canvas]");
    if (!source?.textContent || !canvas) continue;
    const spec = JSON.parse(source.textContent) as Spec;
    canvas.hidden = false;
    const chart = draw(canvas, spec, open);
    drawn.set(place, chart);
    walk(canvas, chart, speak(place), open);
    new ResizeObserver(() => chart.resize()).observe(canvas);
  }
}

/** Show what lies behind a point: its row, opened, marked and in the focus. */
function open(anchor: string): void {
  const row = document.getElementById(anchor);
  if (!row) return;
  for (const other of document.querySelectorAll(".is-shown")) other.classList.remove("is-shown");
  const details = row.closest("details");
  if (details) details.open = true;
  for (const inner of row.querySelectorAll("details[data-behind]")) (inner as HTMLDetailsElement).open = true;
  row.classList.add("is-shown");
  row.tabIndex = -1;
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target as Element));
