// What every page does: marks that scripts run, sends writes with their keys, shows what went wrong.
import { copy, forget } from "./lib/kept";
import { newKey } from "./lib/keys";
import { say, sentence } from "./lib/messages";

document.documentElement.classList.add("scripted");

interface Config {
  verb: string;
  path: string;
  elt: Element;
  headers: Record<string, string>;
  formData?: FormData;
}
interface Response {
  xhr: XMLHttpRequest;
  elt: Element;
  shouldSwap: boolean;
}
interface Pending {
  print: string;
  key: string;
}

// A write that got no answer keeps its key, so that sending it again cannot do it twice.
const unanswered = new WeakMap<Element, Pending>();

function print(config: Config): string {
  const fields = [...(config.formData?.entries() ?? [])]
    .filter(([name]) => name !== "idempotency_key" && name !== "csrfmiddlewaretoken")
    .map(([name, value]) => [name, typeof value === "string" ? value : `${value.name} ${value.size}`]);
  return JSON.stringify([config.verb, config.path, fields]);
}

document.addEventListener("htmx:configRequest", (event) => {
  const config = (event as CustomEvent<Config>).detail;
  if (config.verb === "get") return;
  const now = print(config);
  const before = unanswered.get(config.elt);
  const key = before?.print === now ? before.key : newKey();
  unanswered.set(config.elt, { print: now, key });
  config.headers["Idempotency-Key"] = key;
});

/** Return the sentence of a refusal, if the answer is one. */
function refusal(xhr: XMLHttpRequest): string | null {
  if (!(xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html")) return null;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const refused = page.querySelector(".refused");
  return refused ? (refused.querySelector("[data-reason]") ?? refused).textContent : null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent<Response>).detail;
  const login = sentence("login");
  if (login && detail.xhr.responseURL && new URL(detail.xhr.responseURL).pathname === login) {
    detail.shouldSwap = false; // the session ended: the whole page goes to the sign-in
    location.reload();
    return;
  }
  const reason = refusal(detail.xhr);
  if (reason !== null) {
    detail.shouldSwap = false;
    say(reason.trim());
  } else if (detail.xhr.status === 422) {
    detail.shouldSwap = true; // a form with its errors
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, elt } = (event as CustomEvent<Response>).detail;
  if (xhr.status > 0) unanswered.delete(elt);
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent<Response>).detail;
  if (xhr.status !== 422 && refusal(xhr) === null) say(sentence("failed"));
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say(sentence("offline")));
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const submitter = (event as SubmitEvent).submitter;
  const question = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
  const account = form.dataset.signsOut;
  if (account && !event.defaultPrevented) forget(account);
  // A form that makes something large is sent once, however often one clicks while it is made.
  if ("once" in form.dataset && !event.defaultPrevented) {
    if (form.dataset.once === "sent") event.preventDefault();
    form.dataset.once = "sent";
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('[data-once="sent"]')) form.dataset.once = "";
});

// Keys: ? lists them, Escape closes what is open.
const keys = document.getElementById("keys") as HTMLDialogElement | null;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !isTyping(event.target) && keys && !keys.open) {
    event.preventDefault();
    keys.showModal();
  } else if (event.key === "Escape") {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-opens-keys]")) keys?.showModal();
  const copies = target.closest<HTMLElement>("[data-copies]")?.dataset.copies;
  if (copies) void copyFrom(copies);
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

/** Copy the text of a field and say so beside it; where the browser refuses, select it to be copied by keys. */
async function copyFrom(id: string): Promise<void> {
  const field = document.getElementById(id) as HTMLTextAreaElement | null;
  if (!field) return;
  try {
    await copy(field.value);
    const told = document.querySelector<HTMLElement>(`[data-copied="${id}"]`);
    if (told) told.textContent = told.dataset.said ?? "";
  } catch {
    field.focus();
    field.select();
  }
}
