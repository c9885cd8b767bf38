// What scripts add to pages that work without them: dialogs, filters as you click, suggestions as you type.

const element = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

const fetchPart = async (address, selector) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(selector);
};

const CLOSE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>';

const dialogOf = (kind, title) => {
  const dialog = element(`<dialog class="${kind}"><header><h2 tabindex="-1"></h2><button class="icon" type="button">${CLOSE}</button></header><div></div></dialog>`);
  const heading = dialog.querySelector("h2");
  heading.textContent = title;
  heading.id = `title-${kind}`;
  dialog.setAttribute("aria-labelledby", heading.id);
  const close = dialog.querySelector("button");
  close.setAttribute("aria-label", document.documentElement.dataset.close || "×");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
};

// Country, language and currency in a dialog instead of on a page of their own.
customElements.define("store-place", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.open(event));
  }
  async open(event) {
    const link = this.querySelector("a");
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      this.dialog ??= await this.make(link.href);
      this.dialog.showModal();
    } catch {
      location.href = link.href;
    }
  }
  async make(address) {
    const part = await fetchPart(address, "#places");
    const dialog = dialogOf("corner", this.querySelector(".unseen").textContent.replace(/\s*[:：]\s*$/, ""));
    dialog.lastElementChild.append(document.adoptNode(part));
    return dialog;
  }
});

// A long list with a field that narrows it.
customElements.define("store-filter", class extends HTMLElement {
  connectedCallback() {
    const label = this.querySelector("label");
    label.hidden = false;
    const field = label.querySelector("input");
    field.addEventListener("input", () => this.narrow(field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.querySelector("li:not([hidden]) button")?.click();
    });
  }
  narrow(text) {
    const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
    const sought = plain(text.trim());
    for (const row of this.querySelectorAll("li")) {
      const value = row.firstElementChild.value || "";
      row.hidden = !plain(`${row.textContent} ${value}`).includes(sought);
    }
  }
});

// Search in a dialog, with suggestions while typing.
customElements.define("store-search", class extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    this.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      this.dialog ??= this.make(link);
      this.dialog.showModal();
      this.dialog.querySelector("input").focus();
    });
  }
  make(link) {
    const title = link.getAttribute("aria-label");
    const dialog = dialogOf("seek", title);
    const form = element('<form class="asking" role="search"><input type="search" name="q" autocomplete="off" maxlength="200" enterkeyhint="search"><button class="button"></button></form>');
    form.action = link.href;
    form.querySelector("input").setAttribute("aria-label", title);
    form.querySelector("button").textContent = title;
    const found = element('<div aria-live="polite"></div>');
    dialog.lastElementChild.append(form, found);
    form.addEventListener("input", () => this.suggest(form, found));
    return dialog;
  }
  suggest(form, found) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const text = form.q.value.trim();
      const address = `${form.action.replace(/search\/$/, "suggestions/")}?q=${encodeURIComponent(text)}`;
      try {
        const part = text ? await fetchPart(address, ".found") : null;
        if (text === form.q.value.trim()) found.replaceChildren(...(part ? [document.adoptNode(part)] : []));
      } catch {
        found.replaceChildren();
      }
    }, 120);
  }
});

// Sorting and facets act at once where there is room; on a phone the sheet keeps its button.
customElements.define("store-sort", class extends HTMLElement {
  connectedCallback() {
    const facets = document.getElementById("facets");
    const wide = matchMedia("(min-width: 60.01rem)");
    const go = () => {
      const query = new URLSearchParams([...new FormData(facets)].filter(([name, value]) => value && !(name === "sort" && value === "newest")));
      location.href = `${facets.action.split("?")[0]}${query.size ? `?${query}` : ""}`;
    };
    facets.addEventListener("submit", (event) => { event.preventDefault(); go(); });
    facets.addEventListener("change", (event) => wide.matches && event.target.type === "checkbox" && go());
    this.querySelector("select")?.addEventListener("change", go);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && location.hash === "#facets") location.hash = "list";
    });
  }
});

// Another variant without losing one's place: the same page, only its product replaced.
customElements.define("store-product", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a.opt");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.show(link.href, link.textContent);
    });
  }
  async show(address, label) {
    try {
      const part = await fetchPart(address, "#product");
      history.replaceState(null, "", address);
      const open = [...this.querySelectorAll("details")].map((one) => one.open);
      this.replaceChildren(...document.adoptNode(part).childNodes);
      this.querySelectorAll("details").forEach((one, index) => { if (index in open) one.open = open[index]; });
      const again = [...this.querySelectorAll("a.opt")].find((one) => one.textContent === label);
      again?.focus();
    } catch {
      location.href = address;
    }
  }
});

// How many goods the cart holds, by a cookie of ours that says nothing else.
const countCart = () => Number(document.cookie.match(/(?:^|; )count=(\d{1,6})/)?.[1] ?? 0);
customElements.define("store-cart", class extends HTMLElement {
  connectedCallback() {
    this.show();
    addEventListener("pageshow", () => this.show());
    document.addEventListener("cart", () => this.show());
  }
  show() {
    const link = this.querySelector("a");
    const number = countCart();
    this.plain ??= link.getAttribute("aria-label");
    link.setAttribute("aria-label", number ? link.dataset.one.replace("{number}", number) : this.plain);
    link.querySelector("b")?.remove();
    if (number) link.append(Object.assign(document.createElement("b"), { textContent: number > 99 ? "99+" : number }));
  }
});

// Into the cart without leaving the page.
customElements.define("store-add", class extends HTMLElement {
  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.add(event));
  }
  async add(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Part": "added" } });
      const said = element((await answer.text()).trim());
      if (!said?.matches(".said")) throw new Error(`${answer.status}`);
      this.querySelector(".said")?.remove();
      this.append(said);
      document.dispatchEvent(new Event("cart"));
    } catch {
      // Not sent again by itself: it may have arrived, and nobody wants two.
      this.querySelector(".said")?.remove();
      this.append(Object.assign(document.createElement("p"), { className: "said wrong", role: "alert", textContent: this.dataset.failed }));
    } finally {
      button.disabled = false;
    }
  }
});

// Where the browser's own settings differ from the page, say so once; never move anybody.
customElements.define("store-hint", class extends HTMLElement {
  connectedCallback() {
    try {
      // One question at a time: the one about cookies comes first.
      if (!localStorage.getItem("hint") && !document.querySelector(".choice")) this.find();
    } catch { /* a browser that keeps nothing gets no hint */ }
  }
  find() {
    const page = document.documentElement.lang.toLowerCase();
    for (const wanted of navigator.languages) {
      const [language, ...rest] = wanted.split("-");
      const link = [...document.querySelectorAll(".tongues a")].find((one) => [wanted.toLowerCase(), language].includes(one.lang.toLowerCase()));
      if (language === page.split("-")[0]) return this.country(rest.at(-1));
      if (link) return this.say(this.dataset.languageText.replace("{language}", link.textContent), link.href);
    }
  }
  country(code) {
    const { countries, country, countryText, here, place } = this.dataset;
    if (!code || code === country || !countries.split(" ").includes(code)) return;
    const name = new Intl.DisplayNames(document.documentElement.lang, { type: "region" }).of(code);
    this.say(countryText.replace("{country}", name).replace("{here}", here), place);
  }
  say(text, address) {
    const row = element('<div><span></span><a class="link"></a><button class="link" type="button"></button></div>');
    const [words, link, button] = row.children;
    words.textContent = text;
    link.textContent = this.dataset.switch;
    link.href = address;
    button.textContent = this.dataset.stay;
    button.addEventListener("click", () => {
      localStorage.setItem("hint", "no");
      this.remove();
    });
    this.append(row);
    this.hidden = false;
  }
});

// Clicks that leave no page view behind are counted, as a number and nothing more.
addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-click]");
  if (!target || navigator.globalPrivacyControl) return;
  const language = location.pathname.split("/")[1];
  navigator.sendBeacon(`/${language}/clicked/`, new URLSearchParams({ subject: target.dataset.click }));
});

if ("serviceWorker" in navigator && (location.protocol === "https:" || location.hostname === "localhost")) {
  addEventListener("load", () => navigator.serviceWorker.register(`/sw.js?lang=${location.pathname.split("/")[1] || "en"}`).catch(() => {}));
}
