/* Small comforts only: every page works without this file. */

/* Print and copy need a script, so they are shown only when one runs. */
for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  if (button.matches("[data-copy]") && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (button.matches("[data-print]")) return window.print();
    await navigator.clipboard.writeText(location.href);
    const said = button.parentElement.querySelector("[role=status]");
    if (said) said.textContent = button.dataset.copy;
  });
}

/* What is wrong with a form takes the focus; some telephones pass over the attribute that asks for it. Once more when all is
   loaded, since an address with "#" moves the focus late; never away from a field that a person is in already. */
const wrong = document.querySelector("main [tabindex='-1'][autofocus]");
if (wrong) {
  const begin = () => {
    if (document.activeElement?.matches("body, main")) wrong.focus();
  };
  begin();
  addEventListener("load", begin);
}

/* Escape closes an open menu or search of the header and gives the focus back to its button. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector(".mast details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

/* A search field is a combobox: what makes its suggestions comes when somebody is in it. A search field by its type may not be one,
   a text field may. */
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const field = form.elements.q;
  Object.assign(field, { type: "text", role: "combobox", autocomplete: "off", enterKeyHint: "search" });
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  const begin = async () => (await import(form.dataset.suggestJs)).suggestionsFor(form, field);
  if (document.activeElement === field) begin();
  else field.addEventListener("focus", begin, { once: true });
}

/* In the month and the week arrow keys go from day to day, Home and End to the ends of a week, Page Up and Page Down to the period
   before and after. Past the edge they follow the links that lead there, and the day is found again by its address. */
const month = document.querySelector(".month");
if (month) {
  const reach = (day) => {
    if (!day) return;
    if (!day.matches("a")) day.tabIndex = -1;
    day.focus();
  };
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const turn = (rel, iso) => {
    const link = document.querySelector(`a[rel~=${rel}]`);
    if (!link) return;
    const there = new URL(link.href);
    if (iso) there.hash = `d-${iso}`;
    location.assign(there);
  };
  month.addEventListener("keydown", (event) => {
    const here = event.target.closest("td")?.querySelector(".day");
    if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const iso = here.id.slice(2);
    const moved = (days) => {
      const day = new Date(`${iso}T12:00Z`);
      day.setUTCDate(day.getUTCDate() + days);
      return day.toISOString().slice(0, 10);
    };
    /* The same day of another month, or its last one; of a week, seven days on. */
    const elsewhere = (months) => {
      if (month.rows.length < 4) return moved(7 * months);
      const [year, number, day] = iso.split("-").map(Number);
      const last = new Date(Date.UTC(year, number + months, 0)).getUTCDate();
      return new Date(Date.UTC(year, number - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
    };
    /* A phone shows a list of days with something in it: what is hidden is passed over. */
    const go = (days) => {
      for (let far = days; Math.abs(far) <= 62; far += days) {
        const day = document.getElementById(`d-${moved(far)}`);
        if (!day) return turn(days < 0 ? "prev" : "next", moved(far));
        if (day.checkVisibility?.() !== false) return reach(day);
      }
    };
    if (event.key in steps) go(steps[event.key]);
    else if (event.key === "Home" || event.key === "End") {
      const week = [...here.closest("tr").querySelectorAll(".day")];
      reach(event.key === "Home" ? week[0] : week[week.length - 1]);
    } else if (event.key === "PageUp") turn("prev", elsewhere(-1));
    else if (event.key === "PageDown") turn("next", elsewhere(1));
    else return;
    event.preventDefault();
  });
  if (location.hash.startsWith("#d-")) reach(document.getElementById(location.hash.slice(1)));
}
