// What the server says of a chart: values for the drawing, texts as people shall read them.

/** How a series looks: by its meaning, never by its place in the list. */
export type Look = "actual" | "official" | "pace" | "target" | "planned" | "share" | "corrected";

export interface Point {
  x: string; // a day (2026-06-30), or a name of `categories`
  y: number | null;
  tip: string;
  open?: string; // the id of the row behind it
  isBad?: boolean;
}

export interface Series {
  name: string;
  kind: "line" | "bar" | "dots";
  look: Look;
  points: Point[];
  isShare?: boolean; // on the axis at the right, in per cent
}

export interface Spec {
  measure: string;
  fromZero: boolean;
  categories?: string[];
  series: Series[];
  today?: { x: string; label: string };
  band?: { low: number; high: number; label: string };
}
