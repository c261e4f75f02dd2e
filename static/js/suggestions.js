/* Suggestions below a search field: an editable combobox with a list, chosen by hand (WAI-ARIA Authoring Practices). portal.js loads
   this for a field that somebody is in; without it the field is what it is, a plain form. */

const WAIT = 150;
const SHORTEST = 2;

export function suggestionsFor(form, input) {
  const list = document.createElement("ul");
  const said = document.createElement("div");
  let timer;
  let asking;
  let answered = "";
  let options = [];
  let active = -1;

  Object.assign(list, { id: `${input.id}-podpowiedzi`, className: "suggestions", hidden: true, role: "listbox" });
  Object.assign(said, { className: "vh", role: "status" });
  input.parentElement.classList.add("suggesting");
  input.parentElement.append(list, said);
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("aria-label", form.dataset.suggestLabel);

  const isOpen = () => !list.hidden;

  function mark(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function toggle(open) {
    if (!open) mark(-1);
    list.hidden = !open;
    /* Below the field itself: on a telephone its button stands in a row of its own. */
    list.style.top = `${input.offsetTop + input.offsetHeight + 5}px`;
    input.setAttribute("aria-expanded", String(open));
  }

  /* What is not asked any more must not come back late. */
  function forget() {
    clearTimeout(timer);
    asking?.abort();
    answered = "";
    options = [];
    said.textContent = "";
    toggle(false);
  }

  function show({ suggestions, message }) {
    options = suggestions.map((one, index) => {
      const option = document.createElement("li");
      const title = document.createElement("span");
      const kind = document.createElement("small");
      Object.assign(option, { id: `${list.id}-${index}`, role: "option" });
      option.setAttribute("aria-selected", "false");
      option.dataset.url = one.url;
      title.textContent = one.title;
      kind.textContent = one.kind;
      option.append(title, " ", kind);
      return option;
    });
    list.replaceChildren(...options);
    active = -1;
    toggle(options.length > 0);
    said.textContent = message;
  }

  async function ask() {
    const words = input.value.trim();
    if (words.length < SHORTEST) return forget();
    if (words === answered) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: words })}`, { signal: asking.signal });
      const found = response.ok ? await response.json() : { suggestions: [], message: "" };
      if (document.activeElement !== input) return;
      answered = words;
      show(found);
    } catch {
      /* Outdated, or no network: the form goes on working. */
    }
  }

  function choose(option) {
    if (option) location.assign(option.dataset.url);
  }

  function typed() {
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) return forget();
    timer = setTimeout(ask, WAIT);
  }

  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (!options.length) return void (event.key === "ArrowDown" && ask());
      event.preventDefault();
      if (!isOpen()) toggle(true);
      if (event.altKey) return void (step < 0 && toggle(false));
      /* Past either end back into the text, and on from there. */
      const next = active + step;
      mark(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      toggle(false);
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Tab") toggle(false);
    else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) mark(-1);
  });
  input.addEventListener("blur", forget);
  form.addEventListener("submit", forget);
  /* The press of a pointer must not take the focus before the click arrives. */
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  loadStyle(form.dataset.suggestCss);
  /* What was typed while this was loading. */
  if (input.value !== input.defaultValue) typed();
}

function loadStyle(address) {
  if (!address || document.querySelector(`link[href="${address}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}
