// Where a card or a unit name belongs on the page.

/** Put `fresh` where `old` was; a new one, or one of another kind now, where its kind is listed. */
export function place(fresh: HTMLElement, old: HTMLElement | null): void {
  if (fresh.classList.contains("unit-row")) {
    placeUnit(fresh, old);
    return;
  }
  const list = document.getElementById(`cards-${fresh.dataset.kind}`) ?? document.getElementById("cards-all");
  if (old && (!list || list.id === "cards-all" || list.contains(old))) {
    old.replaceWith(fresh);
    return;
  }
  old?.remove();
  const start = Number(fresh.dataset.start);
  const cards = Array.from(list?.querySelectorAll<HTMLElement>(".item") ?? []);
  const next = cards.find((card) => Number(card.dataset.start) > start);
  const before = next?.parentElement?.classList.contains("item-under") ? next.parentElement : next;
  list?.insertBefore(fresh, before ?? null);
}

function placeUnit(fresh: HTMLElement, old: HTMLElement | null): void {
  if (old && old.dataset.decision === fresh.dataset.decision) {
    old.replaceWith(fresh);
    return;
  }
  const settled = document.querySelector<HTMLElement>("#units .units-known");
  const open = document.getElementById("units-open");
  if (old && fresh.dataset.decision !== "pending") old.replaceWith(fresh); // it stays in sight
  else {
    old?.remove();
    (fresh.dataset.decision === "pending" ? open : settled)?.append(fresh);
  }
  if (settled) settled.hidden = settled.querySelector(".unit-row") === null;
}
