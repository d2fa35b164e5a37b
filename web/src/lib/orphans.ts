// Texts kept in this browser whose item is not to be filled in any more: shown, to copy or discard.
import { allOf, copy, drop, type Kept } from "./kept";

/** Show the texts of an account that no card of its pages can take any more. */
export function showOrphans(box: HTMLElement): void {
  const account = box.dataset["account"] ?? "";
  const rounds = (box.dataset["rounds"] ?? "").split(" ");
  const open = new Set((box.dataset["open"] ?? "").split(" "));
  const lost = allOf(account).filter((kept) => isLost(kept, box, rounds, open));
  for (const kept of lost) box.append(line(kept, account, box));
  box.hidden = lost.length === 0;
}

function isLost(kept: Kept, box: HTMLElement, rounds: string[], open: Set<string>): boolean {
  if (!rounds.includes(kept.round)) return true;
  return kept.round === box.dataset["round"] && kept.part === box.dataset["part"] && !open.has(kept.checkIn);
}

function line(kept: Kept, account: string, box: HTMLElement): HTMLElement {
  const item = document.createElement("div");
  item.className = "kept-text";
  const head = document.createElement("p");
  const title = document.createElement("b");
  title.textContent = kept.title;
  const time = document.createElement("span");
  time.className = "meta";
  time.textContent = ` ${new Date(kept.at).toLocaleString()}`;
  head.append(title, time);
  const text = document.createElement("textarea");
  text.readOnly = true;
  text.rows = 3;
  text.setAttribute("aria-label", kept.title);
  text.value = [kept.fields["said"], kept.fields["problem"], kept.fields["missed_reason"]].filter(Boolean).join("\n");
  const row = document.createElement("p");
  row.className = "actions";
  const copying = button(box.dataset["copy"] ?? "", () => {
    void copy(text.value).then(() => (copying.textContent = box.dataset["copied"] ?? ""));
  });
  row.append(
    copying,
    button(box.dataset["discard"] ?? "", () => {
      drop(account, kept.checkIn);
      item.remove();
      box.hidden = !box.querySelector(".kept-text");
    }),
  );
  item.append(head, text, row);
  return item;
}

function button(word: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = word;
  made.addEventListener("click", act);
  return made;
}
