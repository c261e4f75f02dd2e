// Three gaps in the autosave of Wagtail 8.0, through which words were lost while the header said that all is saved.

// 1. After a form came back with errors, it is called changed once and then looked at no more. So, once it has been called
// changed, ask to look again.
document.addEventListener("w-unsaved:add", (event) => {
  const form = event.target;
  if (form.dataset?.wUnsavedForceValue !== "true") return;
  form.dataset.wUnsavedForceValue = "false";
  const interval = Number(form.dataset.wUnsavedCheckIntervalValue || 500);
  form.dataset.wUnsavedCheckIntervalValue = String(interval + 1);
});

// 2. What is typed in the second before an answer arrives counts as saved with it. So compare what was sent with what stands
// there now, and save again where they differ.
const LEFT_OUT = /^(go_live_at|expire_at|csrfmiddlewaretoken|next|loaded_revision_.*|overwrite_revision_id|comments-.*)$/;
const sent = new WeakMap();
const repeated = new WeakMap();

function words(data, leftOut = {}) {
  return JSON.stringify(
    [...data].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.test(name) && !(name in leftOut)),
  );
}

document.addEventListener("w-autosave:save", (event) => {
  const { formData } = event.detail;
  // 3. The dialog with the publishing plan has a button of its own, and closing it any other way puts back what stood there.
  // So a plan is never saved by itself: else a date that was only tried would be saved, and then dropped again in silence.
  for (const name of ["go_live_at", "expire_at"]) {
    const field = event.target.elements?.namedItem(name);
    if (field && formData.has(name)) formData.set(name, field.defaultValue);
  }
  sent.set(event.target, formData);
});

document.addEventListener("w-autosave:success", (event) => {
  const form = event.target;
  const before = sent.get(form);
  if (!before || !(form instanceof HTMLFormElement)) return;
  const updates = event.detail.data?.field_updates;
  const now = words(new FormData(form), updates);
  // Once for the same words: what Wagtail itself fills in is no reason to save for ever.
  if (now === words(before, updates) || now === repeated.get(form)) return;
  repeated.set(form, now);
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
});
