// The sheet's keys and its drawer: arrows or J K move along the rows, Enter opens, Escape closes.
export {};  // a module: its names are its own

interface Htmx {
  ajax(verb: string, path: string, options: { target: string; swap: string }): Promise<void>;
}
declare const htmx: Htmx;

const NARROW = "(max-width: 800px)"; // on a phone an entry is a page of its own
const PAUSE = 150; // ms: holding an arrow key down does not ask for every row it passes

const drawer = document.getElementById("drawer");
const links = [...document.querySelectorAll<HTMLAnchorElement>("a.row-link")];
let opened: HTMLAnchorElement | null = null;
let waiting: number | undefined;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|SUMMARY)$/.test(target.tagName));
}

function mark(link: HTMLAnchorElement | null): void {
  for (const row of document.querySelectorAll("tr.selected")) row.classList.remove("selected");
  link?.closest("tr")?.classList.add("selected");
}

async function open(link: HTMLAnchorElement): Promise<void> {
  if (!drawer) return;
  opened = link;
  mark(link);
  drawer.setAttribute("aria-busy", "true");
  await htmx.ajax("GET", link.href, { target: "#drawer", swap: "innerHTML" });
  drawer.removeAttribute("aria-busy");
  drawer.scrollTop = 0;
}

function close(): void {
  if (!drawer || !opened) return;
  window.clearTimeout(waiting);
  drawer.replaceChildren();
  const link = opened;
  opened = null;
  link.focus();
}

function current(): number {
  const row = document.activeElement?.closest("tr") ?? document.querySelector("tr.selected");
  const link = row?.querySelector<HTMLAnchorElement>("a.row-link");
  return link ? links.indexOf(link) : -1;
}

function move(step: number): void {
  const place = current();
  const next = links[place < 0 ? 0 : Math.min(Math.max(place + step, 0), links.length - 1)];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.closest("tr")?.scrollIntoView({ block: "nearest" });
  mark(next);
  if (!opened || opened === next) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => void open(next), PAUSE);
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-close-drawer]")) {
    close();
    return;
  }
  const link = target.closest<HTMLAnchorElement>("a.row-link");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || window.matchMedia(NARROW).matches) return;
  event.preventDefault();
  void open(link);
});

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const step = STEPS[event.key];
  const inDrawer = drawer?.contains(event.target as Node) ?? false;
  if (step !== undefined && !(inDrawer && event.key.startsWith("Arrow"))) {
    event.preventDefault();
    move(step);
  } else if (event.key === "Escape") {
    close();
  } else if (event.key === "Enter" && event.target === document.body && current() >= 0) {
    links[current()]?.click();
  }
});
