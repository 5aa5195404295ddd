// A phone: one person's private chat with a bot, its start button, and the SMS banner at its top.
import { api } from "./api.js";
import { ChatView } from "./chat.js";
import { avatar, button, el, fullName, icon } from "./dom.js";
import { botMenu } from "./menus.js";
import { bot, customerBots, messagesOf, person, store, typingIn } from "./store.js";
import { locale, t } from "./words.js";

const BANNER_MILLISECONDS = 60_000;
const UPLOADS = /^upload_|^record_/;

export class Phone {
  constructor(id) {
    this.id = id;
    this.chosenBot = null;
    this.view = new ChatView(this);
    this.seen = 0;
    this.caption = el("div", { class: "caption" });
    this.status = el("div", { class: "status-bar", "aria-hidden": "true" });
    this.title = el("div", { class: "chat-title" });
    this.moreButton = button(t("chatActions"), "more", () => botMenu(this, this.moreButton), { "data-testid": "chat-actions" });
    this.header = el("header", { class: "chat-header" }, this.title, this.moreButton);
    this.gate = el("button", { type: "button", class: "gate", hidden: true, on: { click: () => this.onGate() } });
    this.banners = el("div", { class: "banners", "aria-live": "assertive" });
    this.view.composer.element.prepend(this.gate);
    this.screen = el("div", { class: "screen" }, this.status, this.header, this.view.element, this.banners);
    this.element = el(
      "section",
      { class: "panel phone", data: { testid: `phone-${id}`, panel: `phone-${id}` } },
      this.caption,
      el("div", { class: "bezel" }, this.screen),
    );
  }

  actor = () => this.id;
  thread = () => null;
  person = () => person(this.id);
  bot = () => bot(this.chosenBot) ?? customerBots()[0];
  chat = () => (this.bot() ? `${this.id}:${this.bot().id}` : "");
  chatState = () => store.chats.get(this.chat());
  otherBots = () => customerBots().filter((one) => one.id !== this.bot()?.id);
  messages = () => messagesOf(this.chat());
  commands = () => this.chatState()?.commands ?? [];
  language = () => this.person()?.language_code ?? locale();
  label = () => fullName(this.person());

  choose(botId) {
    this.chosenBot = botId;
    this.view.list.reset();
    this.update();
  }

  /** Open a bot as a link to it does; false when there is no such bot here. */
  openBot(username, start) {
    const target = store.bots.find((one) => one.username.toLowerCase() === username.toLowerCase());
    if (!target) return false;
    if (target.id !== this.bot()?.id) this.choose(target.id);
    if (start) this.view.send({ text: `/start ${start}` });
    return true;
  }

  async onGate() {
    if (this.chatState()?.blocked) await this.view.attempt(api.block(this.chat(), this.id, false));
    else await this.view.send({ text: "/start" });
    this.view.composer.input.focus({ preventScroll: true });
  }

  update() {
    const owner = this.person();
    if (!owner) return;
    this.element.setAttribute("aria-label", fullName(owner));
    this.caption.replaceChildren(el("b", {}, fullName(owner)), el("span", {}, owner.phone ? formatPhone(owner.phone) : ""));
    this.updateHeader();
    this.updateGate();
    this.view.update({ emptyText: t(this.bot() ? "emptyBot" : "noBot"), placeholder: t("message") });
  }

  updateHeader() {
    const one = this.bot();
    const name = one ? (one.name ?? one.username) : t("noBot");
    const action = typingIn(this.chat())?.action;
    const blocked = this.chatState()?.blocked;
    const typing = action && el("span", { class: "typing" }, dots(), t(UPLOADS.test(action) ? "sending" : "typing"));
    const quiet = one ? t(blocked ? "blocked" : "bot") : "";
    this.title.replaceChildren(
      avatar(name, one?.id ?? 0),
      el("span", { class: "title-text" }, el("b", {}, name), el("small", {}, typing || quiet)),
    );
    this.moreButton.hidden = !one || (!this.chatState()?.started && !this.otherBots().length);
    this.moreButton.setAttribute("aria-label", t("chatActions"));
    const now = new Date().toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
    this.status.replaceChildren(el("span", {}, now), el("i", { class: "island" }), statusIcons());
  }

  /** The clock in the status bar goes on. */
  tick() {
    this.updateHeader();
  }

  updateGate() {
    const blocked = Boolean(this.chatState()?.blocked);
    const fresh = !this.messages().length && !this.chatState()?.started;
    const shut = Boolean(this.bot()) && (blocked || fresh);
    this.gate.hidden = !shut;
    this.gate.textContent = t(blocked ? "unblock" : "start");
    this.gate.dataset.testid = blocked ? "unblock" : "start";
    this.view.composer.row.hidden = shut || !this.bot();
    this.view.composer.element.classList.toggle("shut", shut);
  }

  unread = () => this.messages().filter((one) => one.message_id > this.seen && one.from?.id !== this.id).length;
  markSeen() {
    this.seen = Math.max(this.seen, this.messages().at(-1)?.message_id ?? 0);
  }

  /** Show a text message as a banner; a tap on one with a code writes the code. */
  notify({ text, code }) {
    const found = code ?? text.match(/\b\d{4,8}\b/)?.[0];
    const use = () => {
      banner.remove();
      if (!found || this.view.composer.row.hidden) return;
      this.view.composer.input.value = found;
      this.view.composer.onInput();
      this.view.composer.input.focus();
    };
    const body = el(
      "button",
      { type: "button", class: "banner-body", on: { click: use } },
      el("span", { class: "banner-icon" }, icon("sms")),
      el(
        "span",
        { class: "banner-text" },
        el("span", { class: "banner-head" }, el("b", {}, t("smsSender")), el("small", {}, t("smsNow"))),
        el("span", { class: "banner-words", dir: "auto" }, text),
        found && el("small", { class: "banner-hint" }, t("smsUse", { code: found })),
      ),
    );
    const banner = el("div", { class: "banner", data: { testid: "sms-banner" } }, body, button(t("close"), "close", () => banner.remove()));
    this.banners.replaceChildren(banner);
    setTimeout(() => banner.remove(), BANNER_MILLISECONDS);
  }
}

const dots = () => el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
const statusIcons = () =>
  el("span", { class: "status-icons" }, el("i", { class: "signal" }), el("i", { class: "battery" }));

/** +8613800138000 -> +86 138 0013 8000; how other countries group theirs is not known here. */
export function formatPhone(phone) {
  const digits = phone.replace(/\D/g, "");
  if (/^861\d{10}$/.test(digits)) return `+86 ${digits.slice(2, 5)} ${digits.slice(5, 9)} ${digits.slice(9)}`;
  return `+${digits}`;
}
