// Which cards are shown: by kind, by state, by words. The links do the same without scripts.
import { activate } from "./cards";

const reading = document.getElementById("confirm-reading");
const search = document.getElementById("confirm-search") as HTMLInputElement | null;

function choose(link: HTMLAnchorElement): void {
  const name = link.dataset.filter ?? "";
  const value = link.dataset.value ?? "";
  if (!reading) return;
  reading.dataset[name] = value;
  for (const other of document.querySelectorAll<HTMLAnchorElement>(`[data-filter="${name}"]`)) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  for (const other of document.querySelectorAll<HTMLAnchorElement>(".confirm-filters a[href^='?']")) {
    const address = new URL(other.href);
    if (other.dataset.filter !== name) address.searchParams.set(name, value);
    other.href = address.search;
  }
  const here = new URL(location.href);
  here.searchParams.set(name, value);
  history.replaceState(null, "", here);
}

function find(): void {
  const words = (search?.value ?? "").trim().toLowerCase();
  for (const row of document.querySelectorAll<HTMLElement>(".confirm-reading .item, .confirm-reading .unit-row")) {
    row.classList.toggle("is-unfound", words !== "" && !(row.textContent ?? "").toLowerCase().includes(words));
  }
}

/** Put the cursor into the search. */
export function seek(): void {
  search?.focus();
  search?.select();
}

export function filter(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-filter]");
    if (!link) return;
    event.preventDefault();
    choose(link);
  });
  search?.addEventListener("input", find);
  search?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const first = Array.from(document.querySelectorAll<HTMLElement>(".item")).find((card) => card.offsetParent);
      search.blur();
      if (first) activate(first, "both");
    } else if (event.key === "Escape") {
      search.value = "";
      find();
      search.blur();
    }
  });
}
