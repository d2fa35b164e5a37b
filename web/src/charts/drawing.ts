// Draws a chart with ECharts on a canvas: tips are drawn too, so that nothing sets a style in the page.
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Point, Series, Spec } from "./spec";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export interface Chart {
  spec: Spec;
  resize(): void;
  show(series: number, point: number): void;
  hide(): void;
}

interface Colours {
  ink: string;
  soft: string;
  line: string;
  paper: string;
  accent: string;
  bad: string;
  grey: string;
  size: number;
  font: string;
}

export function draw(canvas: HTMLElement, spec: Spec, open: (anchor: string) => void): Chart {
  const colours = coloursOf(canvas);
  const chart = init(canvas, null, { renderer: "canvas" });
  chart.setOption(optionOf(spec, colours, canvas.clientWidth));
  chart.on("click", (event) => {
    const point = spec.series[event.seriesIndex ?? -1]?.points[event.dataIndex];
    if (point?.open) open(point.open);
  });
  return {
    spec,
    resize: () => {
      chart.resize();
      chart.setOption(optionOf(spec, colours, canvas.clientWidth));
    },
    show: (seriesIndex, dataIndex) => chart.dispatchAction({ type: "showTip", seriesIndex, dataIndex }),
    hide: () => chart.dispatchAction({ type: "hideTip" }),
  };
}

const LEGEND_GAP = 16;
const LEGEND_SIGN = 30; // the drawn sign and the space before its word

function coloursOf(canvas: HTMLElement): Colours {
  const style = getComputedStyle(canvas);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    soft: of("--ink-soft"),
    line: of("--line"),
    paper: of("--paper"),
    accent: of("--accent"),
    bad: of("--lamp-behind"),
    grey: of("--grey-400"),
    size: parseFloat(style.fontSize),
    font: style.fontFamily,
  };
}

function optionOf(spec: Spec, colours: Colours, width: number): EChartsCoreOption {
  const hasShare = spec.series.some((one) => one.isShare);
  const text = { color: colours.soft, fontSize: colours.size, fontFamily: colours.font };
  const axis = { axisLabel: text, nameTextStyle: text, splitLine: { lineStyle: { color: colours.line } } };
  const value = { type: "value", scale: !spec.fromZero, ...axis };
  return {
    animation: false,
    textStyle: text,
    grid: { left: 8, right: hasShare ? 8 : 24, top: colours.size * 4 + moreRows(spec, colours.size, width) * (colours.size + LEGEND_GAP), bottom: 8, containLabel: true },
    legend: { data: spec.series.map(legendOf), top: 0, left: 0, textStyle: { ...text, color: colours.ink }, itemGap: LEGEND_GAP, type: "plain", width: width - 16 },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      confine: true,
      backgroundColor: colours.paper,
      borderColor: colours.soft,
      textStyle: { ...text, color: colours.ink },
      formatter: (item: { seriesIndex: number; dataIndex: number }) =>
        spec.series[item.seriesIndex]?.points[item.dataIndex]?.tip ?? "",
    },
    xAxis: {
      type: spec.categories ? "category" : "time",
      data: spec.categories,
      axisLine: { lineStyle: { color: colours.soft } },
      axisLabel: { ...text, hideOverlap: true, formatter: spec.categories ? undefined : monthOrDay },
      splitLine: { show: false },
    },
    yAxis: hasShare
      ? [{ ...value, name: spec.measure }, { ...value, name: "%", min: 0, splitLine: { show: false } }]
      : [{ ...value, name: spec.measure }],
    series: spec.series.map((one, place) => seriesOf(one, spec, colours, place === 0)),
  };
}

// On a phone the legend takes several rows; the axis and its unit begin beneath the last one.
function moreRows(spec: Spec, size: number, width: number): number {
  let rows = 0;
  let used = 0;
  for (const one of spec.series) {
    const wide = LEGEND_SIGN + one.name.length * size + LEGEND_GAP;
    if (used > 0 && used + wide - LEGEND_GAP > width - 16) {
      rows += 1;
      used = 0;
    }
    used += wide;
  }
  return rows;
}

function legendOf(one: Series): Record<string, unknown> {
  const isBare = one.look === "pace" || one.look === "target"; // a line alone, no dot on it
  return { name: one.name, ...(isBare ? { itemStyle: { opacity: 0 } } : {}) };
}

function monthOrDay(moment: number): string {
  const day = new Date(moment);
  const parts: Intl.DateTimeFormatOptions =
    day.getDate() === 1 ? { month: "short" } : { month: "numeric", day: "numeric" };
  return day.toLocaleDateString(document.documentElement.lang, parts);
}

const MARKS: Record<string, string> = { actual: "circle", official: "rect", corrected: "emptyCircle" };

function seriesOf(one: Series, spec: Spec, colours: Colours, isFirst: boolean): Record<string, unknown> {
  const colour = colourOf(one, colours);
  return {
    name: one.name,
    type: one.kind === "dots" ? "scatter" : one.kind,
    yAxisIndex: one.isShare ? 1 : 0,
    data: one.points.map((point) => itemOf(point, colours)),
    symbol: MARKS[one.look] ?? (one.isShare ? "circle" : "none"),
    symbolSize: colours.size * 0.6,
    showAllSymbol: true,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2, type: dashOf(one) },
    barMaxWidth: colours.size * 1.6,
    connectNulls: false,
    z: one.look === "actual" ? 4 : 3,
    ...(isFirst ? marksOf(spec, colours) : {}),
  };
}

function itemOf(point: Point, colours: Colours): Record<string, unknown> {
  const bad = point.isBad ? { itemStyle: { color: colours.paper, borderColor: colours.bad, borderWidth: 3 } } : {};
  return { value: [point.x, point.y], cursor: point.open ? "pointer" : "default", ...bad };
}

function colourOf(one: Series, colours: Colours): string {
  if (one.look === "actual") return colours.accent;
  if (one.look === "target" || one.look === "official") return colours.ink;
  if (one.look === "planned") return colours.grey;
  return colours.soft;
}

function dashOf(one: Series): string {
  if (one.look === "pace") return "dashed";
  return one.look === "target" ? "dotted" : "solid";
}

function marksOf(spec: Spec, colours: Colours): Record<string, unknown> {
  const label = { color: colours.soft, fontSize: colours.size, fontFamily: colours.font };
  const found: Record<string, unknown> = {};
  if (spec.today) {
    found.markLine = {
      silent: true,
      symbol: "none",
      lineStyle: { color: colours.soft, type: "solid", width: 1 },
      label: { ...label, formatter: spec.today.label },
      data: [{ xAxis: spec.today.x }],
    };
  }
  if (spec.band) {
    found.markArea = {
      silent: true,
      itemStyle: { color: colours.line, opacity: 0.6 },
      label: { ...label, position: "insideTopRight", formatter: spec.band.label },
      data: [[{ yAxis: spec.band.low }, { yAxis: spec.band.high }]],
    };
  }
  return found;
}
