// Wagtail's date picker turns a date that does not exist (31 February) into another one when the field is left. It may
// only offer dates: what was typed goes to the portal as it is, and the portal says beside the field what is wrong.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

// It opens a tenth of a second after its field is entered, also when the person has left the field by then, and would lie over
// the page until the next click.
window.jQuery.fn.datetimepicker.defaults.onShow = (_time, input) => document.activeElement === input[0];

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
