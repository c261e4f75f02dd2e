// After a form came back with errors, Wagtail 8.0 calls it changed once and then stops looking: what is typed afterwards is
// never saved by itself, while the header says that all is. So, once it has called it changed, it is asked to look again.
document.addEventListener("w-unsaved:add", (event) => {
  const form = event.target;
  if (form.dataset?.wUnsavedForceValue !== "true") return;
  form.dataset.wUnsavedForceValue = "false";
  const interval = Number(form.dataset.wUnsavedCheckIntervalValue || 500);
  form.dataset.wUnsavedCheckIntervalValue = String(interval + 1);
});
