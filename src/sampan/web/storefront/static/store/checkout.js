// What scripts add to a checkout that works without them: sums that follow, clocks in local time.

// Whatever the sum depends on is sent as soon as it is chosen; only what it changes is replaced.
customElements.define("store-checkout", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.form.addEventListener("submit", (event) => this.once(event));
    this.querySelector("#errors")?.focus();
    addEventListener("pageshow", () => { this.sent = false; });
  }
  changed(field) {
    if (field.name === "country") return this.form.requestSubmit(this.form.querySelector('[value="country"]'));
    if (field.matches("[data-asks]")) this.update();
  }
  async update() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const sum = this.querySelector("#sum");
    sum.setAttribute("aria-busy", "true");
    this.form.querySelector('[value="order"]')?.setAttribute("disabled", "");
    try {
      const answer = await fetch(this.form.dataset.update, { method: "POST", body: new URLSearchParams(new FormData(this.form)) });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn === this.turn) this.show(page);
    } catch {
      this.form.requestSubmit(this.form.querySelector('[value="enter"]'));
    }
  }
  show(page) {
    const held = document.activeElement;
    const key = held?.name ? `[name="${held.name}"]${held.type === "radio" ? `[value="${held.value}"]` : ""}` : "";
    for (const id of ["ways", "sum", "notices"]) {
      const fresh = page.getElementById(id);
      if (!fresh) return location.reload();
      this.querySelector(`#${id}`).replaceWith(document.adoptNode(fresh));
    }
    this.form.elements.seen.value = page.querySelector('[name="seen"]')?.value ?? "";
    if (key && !held.isConnected) this.form.querySelector(key)?.focus();
  }
  once(event) {
    if (event.submitter?.value !== "order") return;
    if (this.sent) event.preventDefault();
    this.sent = true;
  }
});

// Another quantity counts as soon as it is typed.
customElements.define("store-lines", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    form.addEventListener("change", () => form.requestSubmit());
  }
});

// A moment in the reader's own clock.
const local = (time) => {
  const moment = new Date(time.dateTime);
  const isToday = moment.toDateString() === new Date().toDateString();
  const style = isToday ? { timeStyle: "short" } : { dateStyle: "long", timeStyle: "short" };
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, style).format(moment);
};
for (const time of document.querySelectorAll(".told time")) local(time);

// Until when a price is held; at the end the page asks for it anew by itself.
customElements.define("store-until", class extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const left = new Date(time.dateTime) - Date.now();
    local(time);
    this.timer = setTimeout(() => this.closest("store-checkout")?.update(), Math.max(1000, left + 500));
  }
  disconnectedCallback() {
    clearTimeout(this.timer);
  }
});
