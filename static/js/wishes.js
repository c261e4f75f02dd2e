/* What already stands on the days of a wish appears while one chooses them. Without this file a button shows it. Nothing is saved. */
const form = document.querySelector("#pytania");
let asked = null;

form.addEventListener("change", async () => {
  asked?.abort();
  asked = new AbortController();
  const data = new FormData(form);
  data.set("podglad", "1");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: data, signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of form.querySelectorAll("[data-around]")) {
      const found = page.querySelector(`[data-around="${place.dataset.around}"]`);
      if (found && found.innerHTML !== place.innerHTML) place.replaceChildren(...found.childNodes);
    }
  } catch {
    /* Another change came, or the network is away: the button is there. */
  }
});
