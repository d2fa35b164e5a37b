// Says something to the person, in the live region of the frame.

export type Level = "info" | "success" | "warning" | "error";

/** Show `text` at the top of the page and have it read out; a message of the same text is not doubled. */
export function say(text: string, level: Level = "error"): void {
  const region = document.getElementById("messages");
  if (!region || !text) return;
  for (const old of region.querySelectorAll("[data-said]")) old.remove();
  const line = document.createElement("p");
  line.className = `notice notice-${level}`;
  line.dataset.said = "";
  line.textContent = text;
  region.append(line);
  region.scrollIntoView({ block: "nearest" });
}

/** Return a sentence that the server put on the live region, e.g. `offline`. */
export function sentence(name: string): string {
  return document.getElementById("messages")?.dataset[name] ?? "";
}
