// What was done and what comes next: two fields of a card, one text where it is kept (core/returned.py).
const NEXT = "下一步：";

export function joined(said: string, following: string): string {
  const [done, next] = [said.trim(), following.trim()];
  return [done, next && NEXT + next].filter(Boolean).join("\n");
}

export function parted(text: string): [string, string] {
  const at = text.lastIndexOf(NEXT);
  const before = at < 0 ? "" : text.slice(0, at);
  if (at < 0 || (before && !/[\n ]$/.test(before))) return [text, ""];
  return [before.trimEnd(), text.slice(at + NEXT.length).trim()];
}
