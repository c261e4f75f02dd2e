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
