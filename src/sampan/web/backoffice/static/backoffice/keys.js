// `?` lists the shortcuts; `g` and a letter goes to a screen, `/` to the page's search field.
class ShortcutKeys extends HTMLElement {
  connectedCallback() {
    this.first = "";
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    const typing = event.target.closest("input, select, textarea, dialog[open], [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const pair = this.first === "g" ? `g ${event.key}` : event.key;
    this.first = event.key;
    if (pair === "?") this.show();
    else if (pair === "/") document.querySelector("main input[type=search]")?.focus();
    else if (pair === "j") document.querySelector("jobs-drawer summary")?.click();
    else if (pair.startsWith("g ")) this.go(event.key);
    else return;
    event.preventDefault();
  }

  go(letter) {
    const places = { t: "today", o: "orders", k: "stock", p: "products", i: "import", m: "markets", j: "jobs", s: "settings" };
    document.querySelector(`.side a[data-screen="${places[letter]}"]`)?.click();
  }

  async show() {
    const answer = await fetch(this.dataset.keys, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    this.innerHTML = await answer.text();
    const dialog = this.querySelector("dialog");
    dialog?.addEventListener("close", () => this.replaceChildren());
    dialog?.showModal();
  }
}
customElements.define("shortcut-keys", ShortcutKeys);
