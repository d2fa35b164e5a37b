// The confirm page: document and cards lead to each other, keys decide, the bar stays true.
import { activate, active, markOf, move } from "./confirm/cards";
import { selectedSpan } from "./confirm/selection";
import { say } from "./lib/messages";

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
  if (mark) {
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

function create(): void {
  const span = selectedSpan();
  if (!root || !span) {
    say(root?.dataset.select ?? "", "info");
    return;
  }
  location.href = `${root.dataset.new}?kind=target&start=${span.start}&end=${span.end}`;
}

const acts: Record<string, () => void> = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("accept"),
  e: () => press("edit"),
  x: () => press("reject"),
  n: create,
};

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
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
  if ([412, 422].includes(detail.xhr.status) && /id="(item|unit)-/.test(detail.xhr.responseText)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const detail = (event as CustomEvent<Swap & { target: Element }>).detail;
  const id = detail.target.id;
  const card = id ? document.getElementById(id) : null;
  if (!card?.classList.contains("item")) return;
  markOf(card);
  const field = card.querySelector<HTMLElement>(".is-editing input:not([type=hidden]), input:not([type=hidden]), textarea");
  if (card.dataset.state === "editing") {
    activate(card, "none");
    field?.focus();
  } else if (detail.requestConfig?.verb === "post" && !card.querySelector(".refused")) {
    activate(card, "none");
    move(1, "pending");
  } else {
    activate(card, "none");
  }
});

const named = location.hash.startsWith("#item-") ? document.getElementById(location.hash.slice(1)) : null;
if (named) activate(named, "both");
