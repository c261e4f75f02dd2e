// Wagtail's date picker turns a date that does not exist (31 February) into another one when the field is left. It may
// only offer dates: what was typed goes to the portal as it is, and the portal says beside the field what is wrong.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

// It opens a tenth of a second after its field is entered, also when the person has left the field by then, and would lie over
// the page until the next click. Whoever comes by the keyboard types the date: the calendar takes no keys, and in the dialog
// with the publishing plan it lies over the button that saves.
let byKeyboard = false;
window.addEventListener("pointerdown", () => { byKeyboard = false; }, true);
window.jQuery.fn.datetimepicker.defaults.onShow = (_time, input) => !byKeyboard && document.activeElement === input[0];

// Esc closes the calendar alone, and only the next one the dialog that it lies in.
window.addEventListener("keydown", (event) => {
  byKeyboard = true;
  const open = window.jQuery(".xdsoft_datetimepicker:visible");
  if (event.key !== "Escape" || !open.length) return;
  open.trigger("close.xdsoft");
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// The panel with the page's state opens again where it was open last time. In a narrow window it covers the whole form.
if (window.matchMedia("(max-width: 64em)").matches) {
  try {
    localStorage.removeItem("wagtail:side-panel-open");
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

// The button of Wagtail's search forms has an English name in every language; it is for screen readers alone.
function nameSearch() {
  for (const button of document.querySelectorAll("input[type=submit][value=Search]")) {
    button.value = window.django.gettext("Search");
  }
}
document.addEventListener("DOMContentLoaded", () => {
  nameSearch();
  new MutationObserver(nameSearch).observe(document.body, { childList: true, subtree: true });  // dialogs come later
});

// What a form answers below its fields: the panels above it still grow after the browser went to the fragment of the address.
window.addEventListener("load", () => {
  const answer = document.querySelector("[data-portal-into-view]");
  if (answer) setTimeout(() => answer.scrollIntoView({ block: "center" }), 100);
});
