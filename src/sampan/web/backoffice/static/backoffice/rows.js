// Rows of a list: the first box takes all of the page, Shift takes a range, the bar counts.
class RowPicker extends HTMLElement {
  connectedCallback() {
    this.all = this.querySelector("[data-all]");
    this.all?.addEventListener("change", () => this.take(this.boxes(), this.all.checked));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("change", () => this.count());
    this.querySelector("[data-clear]")?.addEventListener("click", () => this.take(this.boxes(), false));
    this.count();
  }

  boxes() {
    return [...this.querySelectorAll("[data-row]")];
  }

  take(boxes, on) {
    boxes.forEach((box) => (box.checked = on));
    this.count();
  }

  clicked(event) {
    if (!event.target.matches("[data-row]")) return;
    const boxes = this.boxes();
    if (event.shiftKey && this.last) {
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(event.target)].sort((a, b) => a - b);
      this.take(boxes.slice(from, to + 1), event.target.checked);
    }
    this.last = event.target;
  }

  count() {
    const boxes = this.boxes();
    const taken = boxes.filter((box) => box.checked).length;
    const bar = this.querySelector("[data-bar]");
    if (bar) bar.dataset.taken = String(taken);
    const sum = this.querySelector("[data-sum]");
    if (sum) sum.textContent = String(taken);
    this.querySelectorAll("[data-whole]").forEach((part) => {
      part.hidden = taken < boxes.length || !boxes.length;
    });
    if (this.all) {
      this.all.checked = taken > 0 && taken === boxes.length;
      this.all.indeterminate = taken > 0 && taken < boxes.length;
    }
  }
}
customElements.define("row-picker", RowPicker);
