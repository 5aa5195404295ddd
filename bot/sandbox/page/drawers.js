// The drawers at the right (text messages, bot calls) and the form for a new phone.
import { api } from "./api.js";
import { button, el } from "./dom.js";
import { form } from "./overlays.js";
import { formatPhone } from "./phone.js";
import { bot, person, store } from "./store.js";
import { language, locale, t } from "./words.js";

const CALLS_SHOWN_MAX = 200;
const CALLS_KEPT_MAX = 1000;
const POLL_MILLISECONDS = 1000;
const FAILED_FROM = 400;

const clock = (value) => {
  const date = typeof value === "number" ? new Date(value * 1000) : new Date(value);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString(locale(), { hour12: false });
};

class Drawer {
  constructor(titleKey, testid, extra = null) {
    this.titleKey = titleKey;
    this.heading = el("h2");
    this.body = el("div", { class: "drawer-body" });
    this.closeButton = button(t("close"), "close", () => this.show(false));
    const head = el("header", {}, this.heading, extra, this.closeButton);
    this.element = el("aside", { class: "drawer", hidden: true, data: { testid } }, head, this.body);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.show(false));
  }

  /** `opener` is the button that shows this drawer; it gets the focus back. */
  show(on, opener) {
    this.opener = opener ?? this.opener;
    this.element.hidden = !on;
    this.opener?.setAttribute("aria-expanded", String(on));
    if (on) {
      this.update();
      this.closeButton.focus();
    } else this.opener?.focus();
  }

  toggle(opener) {
    this.show(this.element.hidden, opener);
  }

  update() {
    this.heading.textContent = t(this.titleKey);
    this.element.setAttribute("aria-label", t(this.titleKey));
    this.closeButton.setAttribute("aria-label", t("close"));
  }
}

export class SmsDrawer extends Drawer {
  constructor() {
    super("smsTitle", "sms-drawer");
  }

  update() {
    super.update();
    const rows = store.sms.toReversed().map(({ phone, time, text }) => {
      const owner = store.people.find((one) => samePhone(one.phone, phone));
      return el(
        "article",
        { class: "sms" },
        el("header", {}, el("b", {}, owner?.first_name ?? ""), el("span", {}, formatPhone(phone)), el("time", {}, clock(time))),
        el("p", { dir: "auto" }, text),
      );
    });
    this.body.replaceChildren(...(rows.length ? rows : [el("p", { class: "nothing" }, t("smsEmpty"))]));
  }
}

export class CallsDrawer extends Drawer {
  constructor() {
    const check = el("input", { type: "checkbox" });
    const words = el("span");
    super("calls", "calls-drawer", el("label", { class: "check" }, check, words));
    this.check = check;
    this.words = words;
    this.calls = [];
    this.rows = new Map();
    check.addEventListener("change", () => this.update());
    setInterval(() => this.element.hidden || document.hidden || this.poll(), POLL_MILLISECONDS);
  }

  show(on, opener) {
    super.show(on, opener);
    if (on) this.poll();
  }

  async poll() {
    if (this.polling) return;
    this.polling = true;
    try {
      const answer = await api.calls(this.calls.at(-1)?.n ?? 0);
      const fresh = Array.isArray(answer) ? answer : answer.calls;
      this.calls = [...this.calls, ...fresh].slice(-CALLS_KEPT_MAX);
      if (fresh.length) this.update();
    } catch {
      // the header already tells that the connection is lost; the next poll tries again
    } finally {
      this.polling = false;
    }
  }

  update() {
    super.update();
    this.words.textContent = t("callsFailed");
    // bots ask for updates all the time: only an asking that failed is worth a line
    const told = this.calls.filter((call) => call.status >= FAILED_FROM || call.method.toLowerCase() !== "getupdates");
    const shown = told.filter((call) => !this.check.checked || call.status >= FAILED_FROM).slice(-CALLS_SHOWN_MAX).toReversed();
    const rows = shown.map((call) => this.row(call));
    this.rows = new Map(shown.map((call, index) => [call.n, rows[index]]));
    this.body.replaceChildren(...(rows.length ? rows : [el("p", { class: "nothing" }, t("callsEmpty"))]));
  }

  row(call) {
    const known = this.rows.get(call.n);
    if (known) return known;
    const failed = call.status >= FAILED_FROM;
    const name = bot(call.bot)?.username ?? call.bot;
    const summary = el(
      "summary",
      {},
      el("span", { class: `code ${failed ? "bad" : "good"}` }, call.status),
      el("b", {}, call.method),
      el("small", {}, `@${name}`),
      el("time", {}, clock(call.time)),
      failed && el("em", {}, call.response?.description ?? ""),
    );
    const details = el("details", { class: failed ? "call failed" : "call" }, summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(json(call.params), json(call.response));
    });
    return details;
  }
}

const json = (value) => el("pre", {}, JSON.stringify(value, null, 1));

export const samePhone = (one, two) => Boolean(one && two) && one.replace(/\D/g, "") === two.replace(/\D/g, "");

function freePhone() {
  for (let last = 1; last < 10_000; last += 1) {
    const phone = `+86138001380${String(last).padStart(2, "0")}`;
    if (!store.people.some((one) => samePhone(one.phone, phone))) return phone;
  }
  return "";
}

/** Ask for a new person's data and add them; resolves to the id, or null. */
export async function addPhone() {
  const field = (key, name, extra = {}) => el("label", {}, el("span", {}, t(key)), el("input", { name, autocomplete: "off", maxlength: 64, ...extra }));
  const choice = (value, name) => el("option", { value, selected: value.startsWith(language()) }, name);
  const values = await form({
    title: t("addPhoneTitle"),
    yes: t("create"),
    fields: [
      field("firstName", "first_name", { required: true, autofocus: true }),
      field("lastName", "last_name"),
      field("phoneNumber", "phone", { required: true, type: "tel", pattern: "\\+?[0-9 ]{7,18}", value: formatPhone(freePhone()) }),
      field("username", "username", { pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}" }),
      el("label", {}, el("span", {}, t("languageCode")), el("select", { name: "language_code" }, choice("zh-hans", "中文"), choice("en", "English"))),
    ],
  });
  if (!values) return null;
  const kept = Object.entries({ ...values, phone: `+${values.phone.replace(/\D/g, "")}`, username: values.username.replace(/^@/, "") });
  const { id } = await api.addPerson(Object.fromEntries(kept.filter(([, value]) => value !== "")));
  return person(id)?.id ?? id;
}
