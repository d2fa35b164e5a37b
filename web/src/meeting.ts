// A meeting walked through by keys: ← → turn, 1-9 jump, D goes to the decision, F fills the screen.
// What is typed is kept in this browser until the server has it; the timer shows the time left, no more.
import { newKey } from "./lib/keys";

const MINUTE = 60_000;
const PREFIX = "guatu.draft.";
const form = document.querySelector<HTMLFormElement>("form[data-kept]");
const timer = document.querySelector<HTMLElement>("[data-ends]");

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(selector);
  link?.click();
  return link !== null;
}

function jump(place: number): boolean {
  const link = document.querySelectorAll<HTMLAnchorElement>(".walk-jump li a")[place - 1];
  link?.click();
  return link !== undefined;
}

function decide(): boolean {
  const field = form?.querySelector<HTMLInputElement>("[name=text]");
  const fold = field?.closest("details");
  if (fold) fold.open = true;
  field?.focus();
  field?.scrollIntoView({ block: "center" });
  return field !== undefined && field !== null;
}

function fill(): boolean {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
  return true;
}

function act(key: string): boolean {
  if (key === "ArrowRight" || key === "PageDown" || key === "n") return follow('[data-key="next"]');
  if (key === "ArrowLeft" || key === "PageUp" || key === "p") return follow('[data-key="prev"]');
  if (key === "d" || key === "D") return decide();
  if (key === "f" || key === "F") return fill();
  return /^[1-9]$/.test(key) && jump(Number(key));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") (event.target as HTMLElement).blur();
    return;
  }
  if (act(event.key)) event.preventDefault();
});

// A swipe turns the page, as a key does.
let touched = { x: 0, y: 0 };
document.addEventListener("touchstart", (event) => {
  const one = event.changedTouches[0];
  if (one) touched = { x: one.clientX, y: one.clientY };
}, { passive: true });
document.addEventListener("touchend", (event) => {
  const one = event.changedTouches[0];
  if (!one || isTyping(event.target)) return;
  const across = one.clientX - touched.x;
  if (Math.abs(across) < 80 || Math.abs(across) < 2 * Math.abs(one.clientY - touched.y)) return;
  follow(across < 0 ? '[data-key="next"]' : '[data-key="prev"]');
}, { passive: true });

function tick(): void {
  const ends = Date.parse(timer?.dataset["ends"] ?? "");
  if (!timer || Number.isNaN(ends)) return;
  const left = Math.ceil((ends - Date.now()) / MINUTE);
  const words = left >= 0 ? timer.dataset["left"] : timer.dataset["over"];
  timer.textContent = (words ?? "{n}").replace("{n}", String(Math.abs(left)));
  timer.classList.toggle("late", left < 0);
}
if (timer) {
  tick();
  window.setInterval(tick, 10_000);
}

const place = form ? `${PREFIX}${document.body.dataset["account"] ?? ""}.meeting.${form.dataset["kept"] ?? ""}` : "";
const NAMES = ["text", "units", "limit", "leader"];

function typed(): Record<string, string> {
  const data = form ? new FormData(form) : new FormData();
  return Object.fromEntries(NAMES.map((name) => [name, String(data.get(name) ?? "")]));
}

function keep(): void {
  try {
    if (typed()["text"]) localStorage.setItem(place, JSON.stringify(typed()));
    else localStorage.removeItem(place);
  } catch {
    // storage is switched off: the page still holds the text
  }
}

function say(text: string): void {
  const line = form?.querySelector("[data-said]");
  if (line) line.textContent = text;
}

/** Take up what a dropped line left behind; what the server refused stands in the form already. */
function restore(): void {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null") as Record<string, string> | null;
    const text = form?.querySelector<HTMLInputElement>("[name=text]");
    if (!kept || !form || !text || text.value) return;
    for (const name of NAMES) {
      const field = form.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (field && kept[name]) field.value = kept[name];
    }
    say(form.dataset["restored"] ?? "");
  } catch {
    localStorage.removeItem(place);
  }
}

let isSending = false;

/** Send the form without leaving the page: without a line what was typed stays, under the same key. */
async function send(sent: HTMLFormElement): Promise<void> {
  const offline = document.getElementById("messages")?.dataset["offline"] ?? "";
  isSending = true;
  try {
    const answer = await fetch(sent.action, { method: "POST", body: new FormData(sent), redirect: "follow" });
    const html = await answer.text();
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("#main");
    if (answer.ok && answer.redirected && page.body.dataset["walk"]) {
      localStorage.removeItem(place);
      location.assign(answer.url);
      if (new URL(answer.url).href === location.href) location.reload();
    } else if (main && page.body.dataset["walk"]) {
      show(page, sent);
    } else {
      say(page.querySelector(".refused [data-reason], .refused")?.textContent?.trim() || offline);
      renew(sent);
    }
  } catch {
    say(offline);
  } finally {
    isSending = false;
  }
}

/** Show what was refused beside the fields, and keep what was typed. */
function show(page: Document, sent: HTMLFormElement): void {
  const errors = [...page.querySelectorAll("#decide .error")].map((one) => one.textContent?.trim() ?? "");
  say(errors.join(" "));
  renew(sent);
}

/** A refused write was not done: what is corrected is another one. */
function renew(sent: HTMLFormElement): void {
  const key = sent.querySelector<HTMLInputElement>("[name=idempotency_key]");
  if (key) key.value = newKey();
}

if (form) {
  restore();
  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    if (!isSending) void send(form);
  });
  if (location.hash === "#decide") form.querySelector<HTMLInputElement>("[name=text]")?.focus();
}
