// The jobs drawer asks again while it is open or something runs; drawers close on Escape or outside.
class JobsDrawer extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.tray = this.querySelector(".tray");
    this.count = this.querySelector("[data-running]");
    this.details.addEventListener("toggle", () => this.ask());
    this.tray.addEventListener("htmx:afterSettle", () => this.note());
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    clearTimeout(this.timer);
    const answer = await fetch(this.dataset.address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    this.tray.innerHTML = await answer.text();
    window.htmx?.process(this.tray);
    this.note();
  }

  note() {
    const running = Number(this.tray.querySelector("[data-open]")?.dataset.open ?? 0);
    this.count.textContent = running || "";
    this.count.hidden = !running;
    clearTimeout(this.timer);
    if (running || this.details.open) {
      this.timer = setTimeout(() => this.ask(), this.details.open ? 1500 : 6000);
    }
  }
}
customElements.define("jobs-drawer", JobsDrawer);

function closeDrawers(except) {
  document.querySelectorAll("details.drawer[open]").forEach((drawer) => {
    if (!drawer.contains(except)) drawer.open = false;
  });
}

document.addEventListener("click", (event) => closeDrawers(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drawer = document.querySelector("details.drawer[open]");
  if (drawer) drawer.querySelector("summary").focus();
  closeDrawers(null);
});
