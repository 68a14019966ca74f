// What a script adds: everything here also works without it.
document.documentElement.classList.add("has-script");

// A page with faults takes the reader to them.
document.querySelector(".summary[tabindex]")?.focus();

// Shared answers stand after the # of the address, where no server sees them; they go to the form of this page.
const open = document.querySelector("form#open");
if (open && location.hash.length > 1) {
  const shared = document.querySelector("#shared");
  try {
    const bytes = Uint8Array.from(atob(decodeURIComponent(location.hash.slice(1)).replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    open.elements.text.value = new TextDecoder().decode(bytes);
    history.replaceState(null, "", location.pathname + location.search);
    shared.hidden = false;
    open.requestSubmit();
  } catch {
    shared.hidden = true;
  }
}

document.querySelector("#print")?.addEventListener("click", () => window.print());

const share = document.querySelector("#share");
share?.addEventListener("click", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(JSON.parse(document.querySelector("#case").content.textContent)));
  const packed = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join("")).replaceAll("+", "-").replaceAll("/", "_");
  const address = new URL(share.dataset.address, location.href);
  address.hash = packed;
  const said = document.querySelector("#share-said");
  try {
    await navigator.clipboard.writeText(address.href);
    said.textContent = share.dataset.said;
  } catch {
    const shown = document.createElement("textarea");
    shown.readOnly = true;
    shown.value = address.href;
    shown.setAttribute("aria-label", share.textContent);
    said.replaceChildren(shown);
    shown.select();
  }
});

// What if: the sliders move the fields beside them, and the outcome follows in place.
const trial = document.querySelector("form.whatif");
if (trial) {
  const outcome = document.querySelector("#outcome");
  const day = trial.elements.paid_on;
  const daySlider = document.querySelector("#trial-day-slider");
  const repair = trial.elements.repair;
  const repairSlider = document.querySelector("#trial-repair-slider");
  const DAY = 86400000;
  const dayAt = (count) => new Date(Date.parse(daySlider.dataset.first) + count * DAY).toISOString().slice(0, 10);
  let asked = 0;
  let timer;
  const ask = async () => {
    const mine = ++asked;
    const answer = await fetch(trial.dataset.part, {
      method: "POST",
      body: new URLSearchParams(new FormData(trial)),
      credentials: "same-origin",
    }).catch(() => null);
    if (mine !== asked || !answer) return;
    if (answer.ok) outcome.innerHTML = await answer.text();
    else if (answer.status === 410) location.reload();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  };
  daySlider.addEventListener("input", () => {
    day.value = dayAt(Number(daySlider.value));
    soon();
  });
  day.addEventListener("input", () => {
    daySlider.value = String(Math.round((Date.parse(day.value) - Date.parse(daySlider.dataset.first)) / DAY));
    soon();
  });
  repairSlider?.addEventListener("input", () => {
    repair.value = repairSlider.value;
    soon();
  });
  repair?.addEventListener("input", () => {
    repairSlider.value = repair.value;
    soon();
  });
  trial.elements.limit.addEventListener("input", soon);
}
