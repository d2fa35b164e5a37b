// Turns the pages of the wall by itself and takes in fresh figures after each round. No clicks needed:
// the space bar pauses, the arrows turn. Without the server it goes on and says how old the figures are.
const SECONDS_A_PAGE = 15;
const OLDEST = 10 * 60; // seconds: a long round takes in fresh figures on its way
let shown = 0;
let seconds = 0;
let age = 0;
let isPaused = false;

function pages(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>(".wall-page"));
}

function show(index: number): void {
  const all = pages();
  if (all.length === 0) return;
  shown = (index + all.length) % all.length;
  seconds = 0;
  all.forEach((page, at) => (page.hidden = at !== shown));
  const counter = document.getElementById("wall-page");
  if (counter) counter.textContent = `${shown + 1} / ${all.length}`;
}

function notice(name: "wall-ended" | "wall-offline" | null): void {
  for (const one of ["wall-ended", "wall-offline"]) {
    const line = document.getElementById(one);
    if (line) line.hidden = one !== name;
  }
}

/** Put the parts of a fresh page in place of the old ones: what is shown changes at once, without a blank. */
function take(fresh: Document): void {
  for (const part of [".wall-head", ".wall-pages", "#wall-updated", "#wall-ended", "#wall-offline"]) {
    const old = document.querySelector(part);
    const now = fresh.querySelector(part);
    if (old && now) old.replaceWith(document.adoptNode(now));
  }
}

/** Fresh figures, but never a browser's error page on the wall. */
async function renew(): Promise<void> {
  age = 0;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.redirected) {
      notice("wall-ended");
      return;
    }
    if (!answer.ok) {
      notice("wall-offline");
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.querySelector(".wall-page")) return;
    const at = shown;
    const held = seconds;
    take(fresh);
    notice(null);
    show(Math.min(at, pages().length - 1));
    seconds = held;
  } catch {
    notice("wall-offline");
  }
}

function pause(): void {
  isPaused = !isPaused;
  const line = document.getElementById("wall-paused");
  if (line) line.hidden = !isPaused;
}

function tick(): void {
  seconds += 1;
  age += 1;
  const isDue = seconds >= SECONDS_A_PAGE && !isPaused;
  const ends = isDue && shown === pages().length - 1;
  if (isDue) show(shown + 1);
  if (ends || age >= OLDEST) void renew();
}

const KEYS: Record<string, () => void> = {
  " ": pause,
  p: pause,
  ArrowRight: () => show(shown + 1),
  PageDown: () => show(shown + 1),
  ArrowLeft: () => show(shown - 1),
  PageUp: () => show(shown - 1),
};

if (pages().length > 0) {
  document.documentElement.classList.add("scripted");
  show(0);
  window.setInterval(tick, 1000);
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}
