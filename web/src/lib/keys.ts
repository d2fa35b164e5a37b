// Idempotency keys and the CSRF token, for page.ts and for islands that send requests of their own.

/** Return a fresh key. `crypto.randomUUID` is missing on plain HTTP, which intranets use. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the headers that a write of a signed-in person carries. Pass `key` again for a retry. */
export function writeHeaders(key: string = newKey()): Record<string, string> {
  const inherited = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return { ...inherited, "Idempotency-Key": key };
}
