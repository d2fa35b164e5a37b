// 我的填报: each card saves itself; a dropped line loses nothing; submitting waits for the last save.
import { newKey, writeHeaders } from "./lib/keys";
import { Card, type Words } from "./lib/draft";
import { say } from "./lib/messages";
import { showOrphans } from "./lib/orphans";

const form = document.getElementById("checkins") as HTMLFormElement | null;
const orphans = document.querySelector<HTMLElement>("[data-orphans]");
if (orphans) void showOrphans(orphans);
if (form) start(form);

function start(form: HTMLFormElement): void {
  const words: Words = { ...form.dataset };
  const count = form.querySelector<HTMLElement>("[data-ready-count]");
  let isLate = form.dataset["closed"] === "1";
  const page = {
    words,
    account: form.dataset["account"] ?? "",
    round: form.dataset["round"] ?? "",
    count: (change: number) => {
      if (count) count.textContent = String(Number(count.textContent) + change);
    },
    late: () => {
      if (!isLate) say(words["late"] ?? "", "warning");
      isLate = true;
    },
  };
  const cards = [...form.querySelectorAll<HTMLElement>("[data-checkin]")].map((element) => new Card(element, page));
  for (const card of cards) files(card, words);
  for (const button of form.querySelectorAll<HTMLElement>("[data-rest-unchanged]")) {
    button.addEventListener("click", () => {
      const section = button.closest("section");
      for (const card of cards) if (section?.contains(card.element)) card.leaveUnchanged();
    });
  }

  let isSubmitting = false;
  form.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (isSubmitting || !button || button.value !== "submit") return;
    event.preventDefault();
    isSubmitting = true;
    button.disabled = true;
    void Promise.all(cards.map((card) => card.settle())).then((saved) => {
      button.disabled = false;
      if (saved.every(Boolean)) {
        setTimeout(() => form.requestSubmit(button)); // not within the event: it would be ignored
      } else {
        isSubmitting = false;
        cards[saved.indexOf(false)]?.element.scrollIntoView({ block: "center" });
      }
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSubmitting && cards.some((card) => card.isDirty)) event.preventDefault();
  });
  window.addEventListener("online", () => cards.forEach((card) => void card.retry()));
}

/** Send each chosen file at once; the list below the field shows what is kept. */
function files(card: Card, words: Words): void {
  const input = card.element.querySelector<HTMLInputElement>("[data-file]");
  const list = card.element.querySelector<HTMLElement>("[data-files]");
  if (!input || !list) return;
  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = ""; // what was sent is not sent again with the form
    void chosen.reduce((before, file) => before.then(() => send(card, file, list, words)), Promise.resolve());
  });
  list.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-detach]");
    if (!button) return;
    event.preventDefault();
    void fetch(button.dataset["detach"] ?? "", { method: "POST", headers: jsonHeaders() }).then((answer) => {
      if (answer.ok) button.closest("li")?.remove();
    });
  });
}

function jsonHeaders(): Record<string, string> {
  return { ...writeHeaders(newKey()), Accept: "application/json" };
}

async function send(card: Card, file: File, list: HTMLElement, words: Words): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  card.say(words["sending"] ?? "");
  try {
    const address = card.element.dataset["attach"] ?? "";
    const answer = await fetch(address, { method: "POST", headers: jsonHeaders(), body });
    const kept = (await answer.json()) as { name: string; address: string; detach: string; detail?: string };
    if (!answer.ok) {
      card.say(`${file.name}: ${kept.detail ?? words["failed"] ?? ""}`, true);
      return;
    }
    list.append(line(kept, words));
    card.say("");
  } catch {
    card.say(`${file.name}: ${words["failed"] ?? ""}`, true);
  }
}

function line(kept: { name: string; address: string; detach: string }, words: Words): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = kept.address;
  link.textContent = kept.name;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.dataset["detach"] = kept.detach;
  button.textContent = words["remove"] ?? "";
  item.append(link, " ", button);
  return item;
}
