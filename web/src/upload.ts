// 载入方案: says that the file is being read, and sends it once.
const form = document.querySelector<HTMLFormElement>("[data-upload]");
const reading = document.querySelector<HTMLElement>("[data-reading]");
const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");

function setReading(isReading: boolean): void {
  form?.setAttribute("aria-busy", String(isReading));
  if (reading) reading.hidden = !isReading;
  if (button) button.disabled = isReading;
}

form?.addEventListener("submit", () => setReading(true));
// Coming back with the browser's button shows the page as it was left.
window.addEventListener("pageshow", () => setReading(false));
