// Which card is the current one, and the words it stands for.

export type Show = "card" | "quote" | "both" | "none";

export function active(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".item.is-active, .unit-row.is-active");
}

function marks(id: string): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>(`.mark[data-keys~="${id}"]`));
}

/** Scroll only the pane that holds `element`, and only if it is out of sight. */
export function reveal(element: HTMLElement): void {
  const pane = element.closest<HTMLElement>(".confirm-document, .confirm-reading");
  const inner = element.getBoundingClientRect();
  const outer = pane?.getBoundingClientRect();
  const scrolls = pane && pane.scrollHeight > pane.clientHeight + 1;
  if (pane && outer && scrolls) {
    if (inner.top < outer.top + 8 || inner.bottom > outer.bottom - 8) {
      pane.scrollTop += inner.top - outer.top - outer.height / 4;
    }
  } else if (inner.top < 0 || inner.bottom > innerHeight) {
    element.scrollIntoView({ block: "center" });
  }
}

/** Tell the words of a card whether it was rejected. */
export function markOf(card: HTMLElement): void {
  for (const mark of marks(card.dataset.item ?? "")) {
    if (mark.dataset.keys === card.dataset.item) {
      mark.classList.toggle("is-rejected", card.dataset.state === "rejected");
    }
  }
}

/** Make `card` the current one, highlight its words, and bring what `show` says into sight. */
export function activate(card: HTMLElement | null, show: Show): void {
  if (!card) return;
  for (const old of document.querySelectorAll(".is-active")) old.classList.remove("is-active");
  card.classList.add("is-active");
  const words = marks(card.dataset.item ?? "");
  for (const mark of words) mark.classList.add("is-active");
  if (!card.contains(document.activeElement)) card.focus({ preventScroll: true });
  reveal(card);
  if (show !== "card" && words[0]) reveal(words[0]);
}

function isOpen(card: HTMLElement | undefined): boolean {
  return card?.dataset.state === "pending" || card?.dataset.decision === "pending";
}

/** Go to the next (1) or previous (-1) card, or to the next that is still open. */
export function move(step: 1 | -1, which: "any" | "pending" = "any"): void {
  const now = active();
  const all = Array.from(document.querySelectorAll<HTMLElement>(".item[data-item], #units-open .unit-row"));
  const cards = all.filter((card) => card === now || card.offsetParent !== null); // not filtered out
  let at = now ? cards.indexOf(now) + step : step > 0 ? 0 : cards.length - 1;
  while (which === "pending" && cards[at] && !isOpen(cards[at])) at += step;
  const first = which === "pending" ? (cards.find((card) => card !== now && isOpen(card)) ?? null) : now;
  activate(cards[at] ?? first, "both"); // past the last open one it begins anew
}
