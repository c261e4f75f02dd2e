// A page that somebody else checks, or that is locked: what Wagtail draws with scripts (rich text, choosers, buttons that add and
// move blocks) is shut as its plain fields are. Wagtail stops only the mouse there; the keyboard would still type words that
// can never be saved.
if (document.body.classList.contains("content-locked")) {
  const FIELDS = ":is(button, input:not([type=hidden]), select, textarea):not([data-panel-toggle])";

  const shut = () => {
    for (const panel of document.querySelectorAll("#page-edit-form .w-panel__content")) {
      for (const field of panel.querySelectorAll(`${FIELDS}:enabled`)) field.disabled = true;
      for (const text of panel.querySelectorAll("[contenteditable=true]")) {
        text.contentEditable = "false";
        text.setAttribute("aria-readonly", "true");
      }
    }
  };

  shut();
  new MutationObserver(shut).observe(document.body, {
    attributeFilter: ["contenteditable", "disabled"],
    attributes: true,
    childList: true,
    subtree: true,
  });
}
