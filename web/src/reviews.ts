// 审核 from the keyboard: J and K move, X chooses, A approves, R returns with a reason.
const items = [...document.querySelectorAll<HTMLElement>("[data-review]")];
const approve = document.querySelector<HTMLButtonElement>("[data-approve]");
const all = document.querySelector<HTMLInputElement>("[data-all]");
const chosen = document.querySelector<HTMLElement>("[data-chosen]");
let at = -1;

function box(item: HTMLElement | undefined): HTMLInputElement | null {
  return item?.querySelector<HTMLInputElement>('input[name="pick"]') ?? null;
}

function count(): number {
  const picked = items.filter((item) => box(item)?.checked);
  for (const item of items) item.classList.toggle("review-chosen", box(item)?.checked ?? false);
  if (chosen) chosen.textContent = picked.length ? `(${picked.length})` : "";
  if (approve) approve.disabled = picked.length === 0;
  return picked.length;
}

function go(to: number): void {
  if (to < 0 || to >= items.length) return;
  at = to;
  items[at]?.focus({ preventScroll: true });
  items[at]?.scrollIntoView({ block: "center" });
}

function pick(): void {
  const mark = box(items[at]);
  if (mark) mark.checked = !mark.checked;
  count();
}

function approveNow(): void {
  if (count() > 0) approve?.click();
  else items[at]?.querySelector<HTMLButtonElement>('button[name="only"]')?.click();
}

function giveBack(): void {
  const details = items[at]?.querySelector<HTMLDetailsElement>(".review-return");
  if (!details) return;
  details.open = true;
  details.querySelector<HTMLInputElement>('input[name="reason"]')?.focus();
}

const keys: Record<string, () => void> = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  x: pick,
  a: approveNow,
  r: giveBack,
};

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  const isTyping = /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target instanceof HTMLInputElement && target.type !== "checkbox");
  if (event.key === "Escape" && target.closest(".review-return")) {
    target.closest<HTMLDetailsElement>(".review-return")!.open = false;
    items[at]?.focus();
    return;
  }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const [index, item] of items.entries()) {
  item.addEventListener("focusin", () => {
    at = index;
  });
  box(item)?.addEventListener("change", count);
  item.querySelector("details")?.addEventListener("toggle", (event) => {
    if ((event.target as HTMLDetailsElement).open) item.querySelector<HTMLInputElement>('input[name="reason"]')?.focus();
  });
}
all?.addEventListener("change", () => {
  for (const item of items) {
    const mark = box(item);
    // what is marked wants a look of its own
    if (mark) mark.checked = all.checked && !("marked" in mark.dataset);
  }
  count();
});
if (items.length) count();
