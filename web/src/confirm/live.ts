// Several people on one draft: the page asks now and then what the others did, and brings it in.
import { newKey, writeHeaders } from "../lib/keys";
import { say } from "../lib/messages";
import { active, markOf, move } from "./cards";
import { place } from "./placing";

const EVERY = 5000;
const root = document.getElementById("confirm");
let version = Number(root?.dataset.version ?? 0);
let asking = false;

declare const htmx: { process(element: Element): void };

/** Say which version of the draft the page shows, in every form that acts on many cards. */
function keepVersion(seen: number): void {
  version = seen;
  for (const field of document.querySelectorAll<HTMLInputElement>(".confirm-head form [name=version]")) {
    field.value = String(seen);
  }
}

/** Put what came in its place; a card that is being edited stays, with a word on it. */
function put(fresh: HTMLElement): void {
  const old = document.getElementById(fresh.id);
  if (old && old.dataset.version === fresh.dataset.version) return;
  if (old?.classList.contains("is-editing") || (old?.classList.contains("unit-row") && old.contains(document.activeElement))) {
    if (!old.querySelector(".meanwhile")) {
      const note = document.createElement("p");
      note.className = "notice notice-warning meanwhile";
      note.setAttribute("role", "status");
      note.textContent = root?.dataset.meanwhile ?? "";
      old.prepend(note);
    }
    return;
  }
  if (old?.classList.contains("is-active")) fresh.classList.add("is-active");
  const had = old?.contains(document.activeElement) ?? false;
  place(fresh, old);
  htmx.process(fresh);
  if (had) fresh.focus({ preventScroll: true });
  if (fresh.classList.contains("item")) markOf(fresh);
}

function bring(html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const brought = page.getElementById("brought");
  if (!brought) return;
  const had = active() !== null;
  for (const id of (brought.dataset.gone ?? "").split(" ")) document.getElementById(id || "-")?.remove();
  for (const row of Array.from(brought.querySelectorAll<HTMLElement>(".item, .unit-row"))) put(row);
  if (had && !active()) move(1, "pending"); // what one stood on is gone
  const bar = brought.querySelector("#confirm-bar");
  if (bar) document.getElementById("confirm-bar")?.replaceWith(bar);
  const others = document.getElementById("confirm-others");
  const told = Array.from(brought.querySelectorAll(".told"), (line) => line.textContent ?? "");
  const here = brought.querySelector("#confirm-others")?.textContent ?? "";
  const text = [here, ...told].filter(Boolean).join(" · ");
  if (others && others.textContent !== text && (text || !here)) others.textContent = text;
  if (brought.dataset.said) say(brought.dataset.said, "info");
  keepVersion(Number(brought.dataset.version));
}

async function send(address: string): Promise<boolean> {
  const body = new FormData();
  body.set("version", String(version));
  const response = await fetch(address, {
    method: "POST",
    body,
    headers: { ...writeHeaders(newKey()), "HX-Request": "true" },
  });
  if (response.redirected) location.reload(); // the session ended: the page goes to the sign-in
  if (response.ok) bring(await response.text());
  return response.ok;
}

/** Ask what was written since the page last heard; quietly, for the next time will do as well. */
export async function pulse(): Promise<void> {
  const address = root?.dataset.pulse;
  if (!address || asking || document.hidden) return;
  asking = true;
  try {
    await send(address);
  } catch {
    // no connection: what is typed stays, and the next act says so
  } finally {
    asking = false;
  }
}

/** Take back one's last act. */
export async function undo(): Promise<void> {
  const form = document.getElementById("confirm-undo") as HTMLFormElement | null;
  if (!form) return;
  try {
    await send(form.action);
  } catch {
    say(document.getElementById("messages")?.dataset.offline ?? "");
  }
}

export function watch(): void {
  if (!root?.dataset.pulse) return;
  window.setInterval(() => void pulse(), EVERY);
  document.addEventListener("visibilitychange", () => void pulse());
  document.getElementById("confirm-undo")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void undo();
  });
}
