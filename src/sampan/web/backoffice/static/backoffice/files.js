// A file may be dropped on its field; what was chosen is named beside it.
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.name = this.querySelector("[data-name]");
    this.input.addEventListener("change", () => this.say());
    ["dragover", "dragenter"].forEach((kind) =>
      this.addEventListener(kind, (event) => {
        event.preventDefault();
        this.dataset.over = "";
      }),
    );
    this.addEventListener("dragleave", () => delete this.dataset.over);
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      delete this.dataset.over;
      this.input.files = event.dataTransfer.files;
      this.say();
    });
  }

  say() {
    const names = [...this.input.files].map((file) => file.name);
    if (this.name) this.name.textContent = names.join(", ");
  }
}
customElements.define("file-drop", FileDrop);

// A change of a marked field sends its form, where a button does it without scripts.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});
