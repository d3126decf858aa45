// Comfort only: the pages work without it. A statement and its note light up
// together, and the box is sent by Ctrl+Enter.
(() => {
  "use strict";
  const light = (id, on) => {
    if (!id) return;
    document.getElementById(id)?.classList.toggle("lit", on);
    for (const e of document.querySelectorAll(`[data-of="${CSS.escape(id)}"]`)) e.classList.toggle("lit", on);
  };
  const idOf = (target) => {
    const e = target instanceof Element ? target.closest("[data-of], .note") : null;
    return e?.dataset.of ?? e?.id;
  };
  let lit;
  const follow = (event) => {
    const id = event.type === "focusout" ? undefined : idOf(event.target);
    if (id === lit) return;
    light(lit, false);
    light((lit = id), true);
  };
  for (const kind of ["mouseover", "focusin", "focusout"]) document.addEventListener(kind, follow);

  document.getElementById("what")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
  });
})();
