// The official order: lines move by keys, buttons, a typed place or the mouse; the places follow.

const list = document.querySelector<HTMLOListElement>("[data-order]");
const said = document.getElementById("order-said");

function lines(): HTMLLIElement[] {
  return list ? [...list.querySelectorAll<HTMLLIElement>("[data-unit]")] : [];
}

function field(line: HTMLLIElement): HTMLInputElement | null {
  return line.querySelector("input");
}

function renumber(): void {
  lines().forEach((line, at) => {
    const input = field(line);
    if (input) input.value = String(at + 1);
  });
}

/** Put a line at a place, the first is 0, and say so. */
function place(line: HTMLLIElement, at: number): void {
  const others = lines().filter((one) => one !== line);
  const to = Math.max(0, Math.min(at, others.length));
  list?.insertBefore(line, others[to] ?? null);
  renumber();
  const text = said?.dataset.moved ?? "";
  if (said) said.textContent = text.replace("{name}", line.getAttribute("aria-label") ?? "").replace("{place}", String(to + 1));
}

function lineOf(target: EventTarget | null): HTMLLIElement | null {
  return target instanceof Element ? target.closest<HTMLLIElement>("[data-unit]") : null;
}

list?.addEventListener("keydown", (event) => {
  const line = lineOf(event.target);
  if (!line || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  place(line, lines().indexOf(line) + (event.key === "ArrowUp" ? -1 : 1));
  (event.target as HTMLElement).focus();
});

list?.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-move]");
  const line = lineOf(button);
  if (!button || !line) return;
  place(line, lines().indexOf(line) + Number(button.dataset.move));
  button.focus();
});

list?.addEventListener("change", (event) => {
  const line = lineOf(event.target);
  const at = Number((event.target as HTMLInputElement).value);
  if (!line || !Number.isInteger(at) || at < 1) return renumber();
  place(line, at - 1);
  field(line)?.focus();
});

let dragged: HTMLLIElement | null = null;

list?.addEventListener("dragstart", (event) => {
  dragged = lineOf(event.target);
  event.dataTransfer?.setData("text/plain", dragged?.getAttribute("aria-label") ?? "");
});

list?.addEventListener("dragover", (event) => {
  if (dragged) event.preventDefault();
});

list?.addEventListener("drop", (event) => {
  event.preventDefault();
  const over = lineOf(event.target);
  if (dragged && over && over !== dragged) place(dragged, lines().indexOf(over));
  dragged = null;
});
