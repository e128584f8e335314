// Everything the page says by itself, to eyes and to screen readers; what people said, named or
// typed (`data`, selectors) is left out, and so is the name of a language in itself.
(data) => {
  const said = [];
  const isOurs = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(data) && !element.closest("body [lang]");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!["SCRIPT", "STYLE"].includes(parent.tagName) && isOurs(parent)) said.push(texts.currentNode.textContent.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt], [aria-valuetext]")) {
    if (!isOurs(element)) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt", "aria-valuetext"]) {
      if (element.getAttribute(name)) said.push(element.getAttribute(name).trim());
    }
  }
  return [...new Set(said)].filter(Boolean);
}
