// What a person typed, kept in this browser until the server has it: a key of its own per account and item.

export interface Kept {
  checkIn: string;
  version: string;
  round: string;
  title: string;
  at: number;
  fields: Record<string, string>;
}

const PREFIX = "guatu.draft.";
const LONGEST = 14 * 24 * 3600 * 1000; // after two weeks nobody comes back for it

function keyOf(account: string, checkIn: string, version: string): string {
  return `${PREFIX}${account}.${checkIn}.${version}`;
}

function keys(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return []; // storage is switched off: the page still holds the text
  }
}

/** Keep what was typed; say whether the browser took it. */
export function keep(account: string, kept: Kept): boolean {
  try {
    localStorage.setItem(keyOf(account, kept.checkIn, kept.version), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** Forget one item of an account, whatever version it was typed upon. */
export function drop(account: string, checkIn: string): void {
  for (const key of keys(`${PREFIX}${account}.${checkIn}.`)) localStorage.removeItem(key);
}

/** Return what an account has kept here, the newest first; what is too old is forgotten. */
export function allOf(account: string): Kept[] {
  const found: Kept[] = [];
  for (const key of keys(`${PREFIX}${account}.`)) {
    const kept = read(key);
    if (kept === null || Date.now() - kept.at > LONGEST) localStorage.removeItem(key);
    else found.push(kept);
  }
  return found.sort((one, other) => other.at - one.at);
}

function read(key: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "") as Kept;
    return typeof kept.checkIn === "string" && typeof kept.fields === "object" ? kept : null;
  } catch {
    return null;
  }
}

/** Forget all that an account has kept here: it signs out, and the next person sits down. */
export function forget(account: string): void {
  for (const key of keys(`${PREFIX}${account}.`)) localStorage.removeItem(key);
}

/** Put a text on the clipboard, also where plain HTTP gives pages none. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
