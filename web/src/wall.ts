// Turns the pages of the wall by itself and loads fresh figures after each round. No clicks.
const SECONDS_A_PAGE = 15;
const pages = Array.from(document.querySelectorAll<HTMLElement>(".wall-page"));
const counter = document.getElementById("wall-page");
let shown = 0;

function show(index: number): void {
  pages.forEach((page, at) => (page.hidden = at !== index));
  if (!counter) return;
  const place = `${index + 1} / ${pages.length}`;
  counter.textContent = "ended" in counter.dataset ? `${place} · ${counter.dataset.endedText ?? ""}` : place;
}

/** Fresh figures, but never a browser's error page on the wall: without the server it goes on. */
async function renew(): Promise<void> {
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.ok && !answer.redirected) location.reload();
    else if (answer.redirected && counter) counter.dataset.ended = "";
  } catch {
    // no connection: the old figures carry the time they are from
  }
}

if (pages.length > 0) {
  document.documentElement.classList.add("scripted");
  show(shown);
  window.setInterval(() => {
    shown = (shown + 1) % pages.length;
    if (shown === 0) void renew();
    show(shown);
  }, SECONDS_A_PAGE * 1000);
}
