// A chart by the keyboard: left and right go from report to report, Enter opens what lies behind one.
import type { Chart } from "./drawing";

interface Stop {
  series: number;
  point: number;
  x: string;
}

/** Return how the place says what a point is to those who do not see the drawing. */
export function speak(place: HTMLElement): (text: string) => void {
  const line = place.querySelector<HTMLElement>("[data-said]");
  return (text) => {
    if (line) line.textContent = text;
  };
}

export function walk(canvas: HTMLElement, chart: Chart, say: (text: string) => void, open: (anchor: string) => void): void {
  const stops = stopsOf(chart);
  let at = -1;
  const go = (to: number): void => {
    at = Math.min(Math.max(to, 0), stops.length - 1);
    const stop = stops[at];
    if (!stop) return;
    chart.show(stop.series, stop.point);
    say(chart.spec.series[stop.series]?.points[stop.point]?.tip ?? "");
  };
  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at < 0 ? stops.length - 1 : at - 1, Home: 0, End: stops.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    } else if (event.key === "Enter") {
      const stop = stops[at];
      const anchor = stop && chart.spec.series[stop.series]?.points[stop.point]?.open;
      if (anchor) open(anchor);
    } else if (event.key === "Escape") {
      chart.hide();
    }
  });
  canvas.addEventListener("blur", () => chart.hide());
}

function stopsOf(chart: Chart): Stop[] {
  const order = (x: string): string => String(chart.spec.categories?.indexOf(x) ?? x).padStart(10, "0");
  return chart.spec.series
    .flatMap((one, series) => one.points.map((point, place) => ({ series, point: place, x: point.x, open: point.open })))
    .filter((stop) => stop.open)
    .sort((a, b) => order(a.x).localeCompare(order(b.x)) || a.series - b.series);
}
