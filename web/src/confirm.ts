// The confirm page: document and cards lead to each other, keys decide, the bar stays true.
import { activate, active, markOf, move, reveal } from "./confirm/cards";
import { filter, seek } from "./confirm/filters";
import { pulse, undo, watch } from "./confirm/live";
import { place } from "./confirm/placing";
import { selectedSpan } from "./confirm/selection";
import { say } from "./lib/messages";

declare const htmx: { ajax(verb: string, address: string, target: string): void };

const root = document.getElementById("confirm");
const toggle = document.getElementById("confirm-keys") as HTMLInputElement | null;
const STORED = "guatu-confirm-keys";

if (toggle) {
  toggle.checked = localStorage.getItem(STORED) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const mark = target.closest<HTMLElement>(".mark");
  const quote = target.closest<HTMLElement>("[data-quote]");
  const number = target.closest<HTMLElement>("[data-at]");
  if (target.closest('[data-act="cancel-new"]')) {
    dismiss();
  } else if (number) {
    event.preventDefault();
    showPlace(Number(number.dataset.at));
  } else if (mark) {
    event.preventDefault();
    const keys = (mark.dataset.keys ?? "").split(" ");
    // A second click on the same words goes on to the next item that was read from them.
    const now = keys.indexOf(active()?.dataset.item ?? "");
    activate(document.getElementById(`item-${keys[(now + 1) % keys.length]}`), "card");
  } else if (quote) {
    event.preventDefault();
    activate(quote.closest<HTMLElement>(".item"), "quote");
  } else {
    const card = target.closest<HTMLElement>(".item");
    if (card && !target.closest("a,button,input,select,textarea,label")) activate(card, "quote");
  }
});

function press(act: string): void {
  active()?.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
}

/** Say yes to the current card; a name without a proposal opens its form. */
function accept(): void {
  const was = active();
  if (was?.querySelector('[data-act="accept"]')) return press("accept");
  const isOpen = was?.dataset.decision === "pending" || was?.dataset.state === "editing";
  if (!isOpen) move(1, "pending"); // bring what is open into sight before it is decided
  const row = active();
  if (row?.dataset.decision !== "pending" || row.querySelector('[data-act="accept"]')) return;
  if (row.querySelector(".unit-form")) settleUnit(row);
  else press("edit");
}

function create(): void {
  const span = selectedSpan();
  if (!root || !span) {
    say(root?.dataset.select ?? "", "info");
    return;
  }
  htmx.ajax("GET", `${root.dataset.new}?start=${span.start}&end=${span.end}`, "#confirm-new");
}

function dismiss(): void {
  document.getElementById("confirm-new")?.replaceChildren();
}

/** Lead to a place of the text that no card stands for. */
function showPlace(start: number): void {
  const runs = Array.from(document.querySelectorAll<HTMLElement>(".confirm-document [data-start]"));
  const run = runs.filter((one) => Number(one.dataset.start) <= start).pop();
  for (const old of document.querySelectorAll(".is-active")) old.classList.remove("is-active");
  run?.classList.add("is-active");
  if (run) reveal(run);
}

const acts: Record<string, () => void> = {
  j: () => move(1),
  k: () => move(-1),
  a: accept,
  e: () => press("edit"),
  x: () => press("reject"),
  n: create,
  u: () => void undo(),
  "/": seek,
};

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key === "Escape" && target.closest(".is-new")) {
    dismiss();
    return;
  }
  if (event.key === "Escape" && target.closest(".is-editing")) {
    target.closest(".is-editing")?.querySelector<HTMLElement>('[data-act="cancel"]')?.click();
    return;
  }
  if (toggle && !toggle.checked) return;
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== "checkbox") return;
  const act = acts[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  }
});

interface Swap {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  elt: Element;
  requestConfig?: { verb: string };
}

document.addEventListener("htmx:confirm", (event) => {
  // What leads to another place of the page is sent as a plain form.
  const trigger = (event as CustomEvent<{ triggeringEvent?: SubmitEvent }>).detail.triggeringEvent;
  const button = trigger?.submitter as HTMLButtonElement | null | undefined;
  if (button && "plain" in button.dataset) {
    event.preventDefault();
    const form = button.form as HTMLFormElement;
    form.action = button.formAction;
    HTMLFormElement.prototype.submit.call(form);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<Swap>).detail;
  // A refusal of one card brings the card as it is now, with the reason on it.
  if ([412, 422].includes(detail.xhr.status) && /id="(item-|unit-|new-title)/.test(detail.xhr.responseText)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const detail = (event as CustomEvent<Swap & { target: Element }>).detail;
  const id = detail.target.id;
  if (id === "confirm-new") {
    settleNew(detail.target);
    return;
  }
  const card = id ? document.getElementById(id) : null;
  if (card?.classList.contains("unit-row")) {
    settleUnit(card);
    return;
  }
  if (!card?.classList.contains("item")) return;
  markOf(card);
  const field = card.querySelector<HTMLElement>(".is-editing input:not([type=hidden]), input:not([type=hidden]), textarea");
  if (card.dataset.state === "editing") {
    activate(card, "none");
    field?.focus();
  } else if (detail.requestConfig?.verb === "post" && !card.querySelector(".refused")) {
    activate(card, "none");
    move(1, "pending");
    if (card.dataset.kind === "task") void pulse(); // its units may be others now
  } else {
    activate(card, "none");
  }
});

/** Go on to the next that is open once a unit name is settled; its form keeps the cursor. */
function settleUnit(row: HTMLElement): void {
  const field = row.querySelector<HTMLElement>(".unit-form input:not([type=hidden]), .unit-form textarea");
  activate(row, "none");
  if (field) {
    field.focus();
  } else if (row.dataset.decision !== "pending") {
    move(1, "pending");
    void pulse();
  }
}

/** Bring a new item to its place, or the form of one before the eyes. */
function settleNew(holder: Element): void {
  const made = holder.querySelector<HTMLElement>(".item[data-item]");
  if (made) {
    place(made, document.getElementById(made.id) === made ? null : document.getElementById(made.id));
    activate(made, "both");
    void pulse();
    return;
  }
  const form = holder.querySelector<HTMLElement>(".is-new");
  if (!form) return;
  form.scrollIntoView({ block: "nearest" });
  form.querySelector<HTMLElement>("[required]:not([type=hidden]), input:not([type=hidden])")?.focus();
}

filter();
watch();
const named = location.hash.startsWith("#item-") ? document.getElementById(location.hash.slice(1)) : null;
if (named) activate(named, "both");
