/* <parcours-path>: a learning path on a page of any site. How to use it: docs/embed.md of Parcours. */
(() => {
  const TEXTS = {{ texts | tojson }};
  const STYLE = {{ style | tojson }};
  const SAID = ["goal", "level", "hours-per-week", "weeks", "deadline", "language", "cost", "known"];
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  if (customElements.get("parcours-path") || !script) return;
  const HOME = new URL(".", script.src);

  const sheet = new CSSStyleSheet(); // the host's policy need not allow inline styles for it
  sheet.replaceSync(STYLE);

  /** Make an element; what an answer says only ever becomes text. */
  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
    made.append(...children.filter((each) => each != null));
    return made;
  };

  const web = (address) => (/^https?:\/\//i.test(address ?? "") ? address : null);

  /** Whether a server can be reached, though it lets no page of this origin read what it answers. */
  const refuses = (address) =>
    fetch(address, { mode: "no-cors", credentials: "omit" }).then(() => true, () => false);

  const refusal = ({ refused }) => refused.replace("{home}", HOME.host).replace("{origin}", location.origin);

  class ParcoursPath extends HTMLElement {
    static observedAttributes = ["role", "job", "token", "lang", "steps", "heading-level", ...SAID];
    #root = this.attachShadow({ mode: "open" });
    #article = make("article", { "aria-labelledby": "title", part: "path" });
    #status = make("p", { role: "status", class: "unseen" });
    #asking = null;
    #soon = false;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.append(this.#article, this.#status);
    }

    connectedCallback() {
      this.#ask();
    }

    disconnectedCallback() {
      this.#asking?.abort();
    }

    attributeChangedCallback() {
      this.#ask();
    }

    /** Ask once for all attributes that change together. */
    #ask() {
      if (this.#soon || !this.isConnected) return;
      this.#soon = true;
      queueMicrotask(() => {
        this.#takeRole();
        this.#soon = false;
        if (this.isConnected) this.#load();
      });
    }

    /** `role` says to assistive technology what an element is; a job is no such role, so it is moved out of the way. */
    #takeRole() {
      if (this.hasAttribute("job") || !this.hasAttribute("role")) return;
      this.dataset.role = this.getAttribute("role");
      this.removeAttribute("role");
    }

    #lang() {
      const asked = this.closest("[lang]:not([lang=''])")?.lang ?? "";
      const lang = asked.toLowerCase().split("-")[0];
      return lang in TEXTS ? lang : "en";
    }

    #query() {
      const query = new URLSearchParams();
      const said = SAID.map((name) => [name, this.getAttribute(name)]);
      said.unshift(["role", this.getAttribute("job") ?? this.dataset.role]);
      for (const [name, value] of said) if (value?.trim()) query.set(name.replaceAll("-", "_"), value);
      return query;
    }

    async #load() {
      this.#asking?.abort();
      const { signal } = (this.#asking = new AbortController());
      const lang = this.#lang(), texts = TEXTS[lang], query = this.#query();
      const token = this.getAttribute("token")?.trim();
      const address = new URL(token ? `${lang}/embed` : `${lang}/embed?${query}`, HOME);
      const headers = token ? { Authorization: `Bearer ${token}` } : {};
      this.#article.lang = lang;
      this.#article.ariaBusy = "true";
      if (!this.#article.hasChildNodes()) this.#article.append(make("p", { part: "message" }, texts.loading));
      const answer = await fetch(address, { signal, headers, credentials: "omit" }).catch(() => null);
      const said = await answer?.json().catch(() => null);
      const refused = !answer && !signal.aborted && (await refuses(address));
      if (signal.aborted) return;
      if (said?.stages) this.#show(said, new URL(token ? `${lang}/mine` : `${lang}/path?${query}`, HOME));
      else this.#fail({ message: refused ? refusal(texts) : texts.unreachable, status: answer?.status ?? 0, ...said }, texts);
    }

    #heading(below, attributes, text) {
      const level = Number.parseInt(this.getAttribute("heading-level")) || 2;
      return make(`h${Math.min(Math.max(level + below, 1), 6)}`, attributes, text);
    }

    #show(said, page) {
      const title = this.#heading(0, { id: "title", class: "title", part: "title", tabindex: -1 }, said.title);
      const glance = said.glance.map(({ value, means }) =>
        make("div", {}, make("dt", {}, means), make("dd", { part: "figure" }, value)));
      const open = make("a", { class: "open", part: "open", href: page, rel: "noopener" }, said.open);
      this.#replace(
        title,
        make("dl", { class: "glance", part: "glance" }, ...glance),
        make("meter", { min: 0, max: 1, value: said.coverage, part: "meter", "aria-label": `${said.glance[0].value} ${said.glance[0].means}` }),
        said.empty && make("p", { class: "stage", part: "message" }, said.empty),
        ...said.stages.map((stage) => this.#stage(stage, said)),
        make("div", { class: "row" }, this.#rest(said), open),
      );
      this.#status.textContent = said.title;
      this.#tell("loaded", { id: said.id, coverage: said.coverage });
    }

    #stage({ title, steps }, said) {
      const items = steps.map((step) => this.#step(step, said));
      const made = make("section", {}, this.#heading(1, { class: "stage", part: "stage" }, title),
        make("ol", { role: "list", start: steps[0].position }, ...items));
      made.hidden = items.every((each) => each.hidden);
      return made;
    }

    #step({ position, title, lang, url, facts, gains }, said) {
      const address = web(url);
      const link = address ? { href: address, rel: "noopener noreferrer" } : { tabindex: -1 };
      const name = make(address ? "a" : "span", { ...link, lang, part: "step-title" }, title);
      const gained = gains.map(({ skill, level, means }) =>
        make("li", { part: "gain" }, skill,
          make("span", { class: "dots", "aria-hidden": "true" }, "●●●".slice(0, level) + "○○○".slice(level)),
          make("span", { class: "unseen" }, ` (${means})`)));
      const made = make("li", { class: "step", part: "step" }, make("span", { class: "number", part: "number" }, position),
        make("div", {}, make("p", { class: "name" }, name), make("p", { class: "facts", part: "facts" }, facts),
          gained.length ? make("ul", { class: "gains", role: "list", "aria-label": said.gains }, ...gained) : null));
      made.hidden = position > this.#limit();
      return made;
    }

    #limit() {
      const steps = Number.parseInt(this.getAttribute("steps"));
      return steps > 0 ? steps : Infinity;
    }

    /** The button that shows the steps which `steps` hides, and goes to the first of them. */
    #rest(said) {
      const more = said.stages.some(({ steps }) => steps.some(({ position }) => position > this.#limit()));
      if (!more) return null;
      const button = make("button", { type: "button", part: "button" }, said.all);
      button.addEventListener("click", () => {
        const hidden = [...this.#article.querySelectorAll("[hidden]")];
        for (const each of hidden) each.hidden = false;
        button.remove();
        hidden.find((each) => each.matches(".step")).querySelector("[part=step-title]").focus();
      });
      return button;
    }

    #fail({ message, status, detail, roles = [] }, texts) {
      const buttons = roles.map(({ id, label }) => {
        const button = make("button", { type: "button", part: "button" }, label);
        button.addEventListener("click", () => this.setAttribute(this.hasAttribute("job") ? "job" : "role", id));
        return button;
      });
      if (!status || status >= 500) {
        buttons.push(make("button", { type: "button", part: "button" }, texts.again));
        buttons[0].addEventListener("click", () => this.#ask());
      }
      this.#replace(
        make("p", { id: "title", part: "message", tabindex: -1 }, message),
        buttons.length ? make("div", { class: "row" }, ...buttons) : null,
      );
      this.#status.textContent = message;
      this.#tell("error", { status, message, detail });
    }

    /** Exchange what is shown; who was in it with the keyboard is at its beginning then. */
    #replace(...children) {
      const inside = this.#root.activeElement;
      this.#article.replaceChildren(...children.filter((each) => each));
      this.#article.ariaBusy = null;
      if (inside) this.#article.querySelector("#title").focus();
    }

    #tell(what, detail) {
      this.dispatchEvent(new CustomEvent(`parcours-${what}`, { detail, bubbles: true, composed: true }));
    }
  }

  customElements.define("parcours-path", ParcoursPath);
})();
