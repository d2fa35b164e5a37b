// The chart's own keys: + and − look nearer or farther, T goes to today; a click on a bar opens its row.
// Rows, Enter and the drawer are ledger.ts's. Where one looked stays in the middle when the scale changes.
export {};

const KEY = "guatu-chart-middle";
const box = document.querySelector<HTMLElement>(".chart-scroll");
const column = box?.querySelector<HTMLElement>("thead .col-track");
const columns = box?.querySelector<HTMLElement>("thead .col-due");

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The width at the left that the columns cover. */
function covered(): number {
  if (!box || !columns) return 0;
  const sticky = [...box.querySelectorAll<HTMLElement>("thead th:not(.col-track)")].filter(
    (one) => getComputedStyle(one).position === "sticky" && getComputedStyle(one).left !== "auto",
  );
  return sticky.reduce((sum, one) => sum + one.offsetWidth, 0);
}

/** Where the drawing begins in what is scrolled. */
function begin(): number {
  if (!box || !column) return 0;
  return column.getBoundingClientRect().left - box.getBoundingClientRect().left + box.scrollLeft;
}

/** Scroll so that a place of the drawing, in per cent, stands in the middle of what is seen of it. */
function centre(place: number): void {
  if (!box || !column || box.scrollWidth <= box.clientWidth) return;
  const left = covered();
  box.scrollLeft = begin() + (column.offsetWidth * place) / 100 - left - (box.clientWidth - left) / 2;
}

function middle(): number {
  if (!box || !column) return 0;
  const left = covered();
  const seen = box.scrollLeft + left + (box.clientWidth - left) / 2;
  return ((seen - begin()) / column.offsetWidth) * 100;
}

function toToday(): void {
  if (box?.dataset.today) centre(Number(box.dataset.today));
}

/** While today is in sight it is what one looks at. */
function seesToday(): boolean {
  if (!box || !column || !box.dataset.today) return false;
  const place = begin() + (column.offsetWidth * Number(box.dataset.today)) / 100 - box.scrollLeft;
  return place > covered() && place < box.clientWidth;
}

/** The whole course begins at its columns, also where large print leaves no room for all of it. */
function isWhole(): boolean {
  return box?.querySelector(".chart-whole") != null;
}

function zoom(way: "near" | "far"): void {
  document.querySelector<HTMLAnchorElement>(`a[data-zoom="${way}"]`)?.click();
}

const kept = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (kept !== null && box && box.scrollWidth > box.clientWidth) centre(Number(kept));
else if (!isWhole()) toToday();

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest(".chart-zooms a") && box && box.scrollWidth > box.clientWidth && !seesToday()) {
    sessionStorage.setItem(KEY, String(middle()));
  }
  const bar = target.closest("a.bar-link");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = bar?.closest("tr")?.querySelector<HTMLAnchorElement>("a.row-link");
  if (!link || !isPlain) return;
  event.preventDefault();
  link.click();
});

const KEYS: Record<string, () => void> = {
  "+": () => zoom("near"),
  "=": () => zoom("near"),
  "-": () => zoom("far"),
  t: toToday,
  T: toToday,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
