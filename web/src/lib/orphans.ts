// Texts kept in this browser whose item is not to be filled in any more: shown, to copy or discard.
import { allOf, copy, drop, type Kept } from "./kept";

/** Show the texts of an account that no card of its pages can take any more. */
export async function showOrphans(box: HTMLElement): Promise<void> {
  const account = box.dataset["account"] ?? "";
  const rounds = (box.dataset["rounds"] ?? "").split(" ");
  const all = allOf(account);
  const here = all.filter((kept) => kept.round === box.dataset["round"] && !hasCard(kept));
  const closed = new Set(await closedOf(here, box.dataset["open"] ?? ""));
  const lost = all.filter((kept) => !rounds.includes(kept.round) || closed.has(kept));
  for (const kept of lost) box.append(line(kept, account, box));
  box.hidden = lost.length === 0;
}

function hasCard(kept: Kept): boolean {
  return document.querySelector(`[data-checkin="${CSS.escape(kept.checkIn)}"]`) !== null;
}

/** Return those of some texts of a round whose item takes none any more; while offline nobody knows. */
async function closedOf(some: Kept[], address: string): Promise<Kept[]> {
  if (some.length === 0 || !address) return [];
  try {
    const answer = await fetch(`${address}?ids=${some.map((kept) => kept.checkIn).join(",")}`);
    if (!answer.ok) return [];
    const { open } = (await answer.json()) as { open: number[] };
    return some.filter((kept) => !open.map(String).includes(kept.checkIn));
  } catch {
    return [];
  }
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
  text.value = [kept.fields["said"], kept.fields["following"], kept.fields["problem"], kept.fields["missed_reason"]].filter(Boolean).join("\n");
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
