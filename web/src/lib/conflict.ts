// Two texts for one item: both side by side, and a choice.

export interface Stored {
  said: string;
  problem: string;
  is_unchanged: boolean;
  outcome: string;
  missed_reason: string;
  goal_moves_to: string | null;
  progress: number | null;
  reported_lamp: string | null;
}
type Words = Record<string, string | undefined>;

/** Return the box that shows both texts; `choose` gets whether mine is to stand. */
export function bothTexts(mine: Stored, theirs: Stored, words: Words, choose: (isMine: boolean) => void): HTMLElement {
  const box = document.createElement("div");
  box.className = "notice notice-warning";
  box.dataset["conflictBox"] = "";
  box.setAttribute("role", "alert");
  const head = document.createElement("p");
  head.textContent = words["conflict"] ?? "";
  const pair = document.createElement("div");
  pair.className = "checkin-both";
  pair.append(
    side(words["theirs"] ?? "", theirs, words, choice(words["takeTheirs"] ?? "", () => choose(false))),
    side(words["mine"] ?? "", mine, words, choice(words["keepMine"] ?? "", () => choose(true))),
  );
  box.append(head, pair);
  return box;
}

function side(word: string, text: Stored, words: Words, button: HTMLElement): HTMLElement {
  const column = document.createElement("div");
  const name = document.createElement("p");
  name.className = "meta";
  name.textContent = word;
  const quote = document.createElement("blockquote");
  quote.className = "quote";
  const said = text.is_unchanged ? (words["noNews"] ?? "") : text.said;
  quote.textContent = [said, text.problem, text.missed_reason].filter(Boolean).join(" / ") || "—";
  column.append(name, quote, button);
  return column;
}

function choice(word: string, act: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = word;
  button.addEventListener("click", act);
  return button;
}
