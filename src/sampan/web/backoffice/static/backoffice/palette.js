// Ctrl-K: one field that finds products, SKUs, pages and actions; arrows choose, Enter goes.
class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.hits = this.querySelector("[role=listbox]");
    this.querySelector(".find").addEventListener("click", (event) => this.open(event));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.steer(event));
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") this.open(event);
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  open(event) {
    event.preventDefault();
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
    this.search();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), 120);
  }

  async search() {
    const asked = this.input.value;
    const address = new URL(this.input.form.action);
    address.searchParams.set("q", asked);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || asked !== this.input.value) return;
    this.hits.innerHTML = await answer.text();
    this.choose(0);
  }

  choose(index) {
    const all = [...this.hits.querySelectorAll("[role=option]")];
    this.at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === this.at)));
    this.input.setAttribute("aria-activedescendant", all[this.at]?.id ?? "");
    all[this.at]?.scrollIntoView({ block: "nearest" });
  }

  steer(event) {
    if (event.key === "ArrowDown") this.choose(this.at + 1);
    else if (event.key === "ArrowUp") this.choose(this.at - 1);
    else if (event.key === "Enter") this.hits.querySelector("[aria-selected=true]")?.click();
    else return;
    event.preventDefault();
  }
}
customElements.define("command-palette", CommandPalette);
