// wagtail-localize's editor has two texts that are English in every language: the name of the whole, which it puts together of
// the languages' names, and that of the arrow beside its button. Both come from the page's own template.
{
  const { name, more } = document.currentScript.dataset;
  const editor = document.querySelector(".js-translation-editor");

  const translate = () => {
    for (const attribute of ["title", "aria-label"]) {
      for (const element of editor.querySelectorAll(`[${attribute}$=" translation"]`)) {
        if (element.getAttribute(attribute) !== name) element.setAttribute(attribute, name);
      }
    }
    for (const element of editor.querySelectorAll(".w-sr-only")) {
      if (element.textContent === "More actions" && more !== "More actions") element.textContent = more;
    }
  };

  if (editor) {
    translate();
    new MutationObserver(translate).observe(editor, { attributeFilter: ["aria-label", "title"], childList: true, subtree: true });
  }
}
