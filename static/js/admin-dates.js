// The dates of an event beside its form, as one types: the portal works them out, since it knows the rules and the places.
const FIELDS = /^(start|end|all_day|venue|setup_minutes|cleanup_minutes|headcount|repeat.*|csrfmiddlewaretoken)$/;
const PAUSE = 400;

for (const panel of document.querySelectorAll("[data-dates-preview]:not([data-dates-ready])")) {
  panel.dataset.datesReady = "";
  const form = panel.closest("form");
  const result = panel.querySelector("[data-dates-result]");
  let timer = 0;
  let asked = "";
  let last = 0;

  const show = async () => {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (FIELDS.test(name)) data.append(name, value);
    data.append("page", panel.dataset.page);
    const question = new URLSearchParams(data).toString();
    if (question === asked) return;
    asked = question;
    last += 1;
    const mine = last;
    try {
      const answer = await fetch(panel.dataset.datesPreview, { method: "POST", body: data, credentials: "same-origin" });
      const html = await answer.text();
      // An answer that was overtaken, or is no list of dates (a log-in page), is left out.
      if (mine === last && answer.ok && answer.headers.has("x-portal-dates")) result.innerHTML = html;
    } catch {
      asked = "";  // without a connection what stood there stays
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
    arrange();
  };

  // What does not count for the chosen way of repeating is out of sight.
  const arrange = () => {
    const how = form.elements.namedItem("repeat")?.value ?? "";
    const month = form.elements.namedItem("repeat_month")?.value ?? "";
    const counts = {
      repeat_every: how && how !== "other",
      repeat_days: how === "weekly" || (how === "monthly" && !["date", "last_day"].includes(month)),
      repeat_month: how === "monthly",
      repeat_until: how && how !== "other",
      repeat_count: how && how !== "other",
      repeat_without: Boolean(how),
    };
    for (const [name, shown] of Object.entries(counts)) {
      const field = form.querySelector(`[data-contentpath="${name}"]`);
      // A field with an error stays in sight.
      if (field) field.hidden = !shown && !field.querySelector(".error-message, [aria-invalid=true]");
    }
  };
  arrange();
  // On the way down: what Wagtail's calendar says of a chosen day does not bubble.
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => FIELDS.test(event.target.name ?? "") && soon(), true);
  }
}
