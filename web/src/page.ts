// What every page does: marks that scripts run, so that pages can show what needs them.
document.documentElement.classList.add("scripted");
