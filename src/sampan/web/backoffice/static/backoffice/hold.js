// A button that has to be held for a second; without scripts a box is ticked instead.
const HOLD_MS = 1000;

class HoldButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.box = this.querySelector("input");
    this.box.closest("label").hidden = true;
    this.querySelector("[data-hint]").hidden = false;
    this.button.addEventListener("click", (event) => this.box.checked || event.preventDefault());
    this.button.addEventListener("pointerdown", (event) => event.button || this.begin());
    ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"].forEach((kind) =>
      this.button.addEventListener(kind, () => this.stop()),
    );
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (!event.repeat) this.begin();
    });
  }

  begin() {
    this.box.required = false;
    if (!this.button.form.reportValidity()) return;
    this.button.dataset.held = "";
    this.timer = setTimeout(() => {
      this.box.checked = true;
      this.button.form.requestSubmit(this.button);
    }, HOLD_MS);
  }

  stop() {
    clearTimeout(this.timer);
    delete this.button.dataset.held;
  }
}
customElements.define("hold-button", HoldButton);
