// The field in the bar: Ctrl K goes there, arrows walk through what was found, Escape leaves it.
export {}; // a module: its names are its own

const field = document.getElementById("finder-words") as HTMLInputElement | null;
const panel = document.getElementById("found");
if (field && panel) start(field, panel);

function start(field: HTMLInputElement, panel: HTMLElement): void {
  const hits = (): HTMLAnchorElement[] => [...panel.querySelectorAll<HTMLAnchorElement>("a.found-hit")];

  function show(isOpen: boolean): void {
    panel.hidden = !isOpen; // a live region: that it opened is read out, a search box has no aria-expanded
  }

  function step(by: number): void {
    const all = hits();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    const next = at + by;
    if (next < 0) field.focus();
    else all[Math.min(next, all.length - 1)]?.focus();
  }

  panel.addEventListener("htmx:afterSwap", () => show(panel.textContent?.trim() !== ""));
  field.addEventListener("focus", () => show(hits().length > 0 && field.value.trim() !== ""));
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("#finder")) show(false);
  });
  field.form?.addEventListener("focusout", (event) => {
    const to = event.relatedTarget as Element | null;
    if (to && !to.closest("#finder")) show(false);
  });
  field.form?.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method takes arrows and Escape for itself
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation(); // a sheet moves along its rows by the same keys
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      event.stopPropagation();
      field.focus(); // which shows what was found: hide it after
      show(false);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
