// One open chat, on a phone or on the desk: the list, the composer, and everything that a person can do in it.
import { ApiError, api } from "./api.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { parseTelegramLink } from "./entities.js";
import { MessageList } from "./list.js";
import { messageMenu } from "./menus.js";
import { ask, showPhoto, toast } from "./overlays.js";
import { bot, messageOf, person, store } from "./store.js";
import { t } from "./words.js";

export class ChatView {
  /**
   * `owner` answers: chat() id, actor() person id, thread() number or null, messages(), commands(),
   * language(), openBot(username, start).
   */
  constructor(owner, { names = false } = {}) {
    this.owner = owner;
    this.list = new MessageList({ names });
    this.composer = new Composer(this);
    this.empty = el("div", { class: "empty-chat", hidden: true });
    this.dropHint = el("div", { class: "drop-hint", hidden: true });
    this.element = el("div", { class: "chat" }, this.list.element, this.empty, this.composer.element, this.dropHint);
    this.list.rows.addEventListener("click", (event) => this.onClick(event));
    this.list.rows.addEventListener("keydown", (event) => this.onKey(event));
    this.list.rows.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    this.list.rows.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    this.takeDrops();
  }

  takeDrops() {
    const show = (on) => (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      this.dropHint.hidden = !on;
      this.dropHint.textContent = t("dropHere");
    };
    this.element.addEventListener("dragover", show(true));
    this.element.addEventListener("dragleave", (event) => this.element.contains(event.relatedTarget) || show(false)(event));
    this.element.addEventListener("drop", (event) => {
      show(false)(event);
      this.composer.addFiles([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** Show the chat as it is now. */
  update({ emptyText, placeholder }) {
    const messages = this.owner.messages();
    this.list.update(messages, this.owner.actor());
    this.element.lang = this.owner.language();
    this.empty.hidden = messages.length > 0;
    this.empty.replaceChildren(el("span", {}, emptyText));
    const keyboard = store.keyboards.get(String(this.owner.chat()));
    this.composer.update({
      keyboard,
      placeholder: (!keyboard?.force_reply && keyboard?.input_field_placeholder) || placeholder,
      lang: this.owner.language(),
    });
    this.obeyForceReply(keyboard, messages);
  }

  /** A bot that asks for a reply gets the reply bar opened, once for each asking. */
  obeyForceReply(keyboard, messages) {
    const newest = messages.at(-1);
    if (keyboard?.force_reply && keyboard !== this.obeyed && newest?.from?.is_bot) {
      this.composer.setTarget("reply", newest, keyboard.input_field_placeholder);
    }
    this.obeyed = keyboard;
  }

  say(text) {
    toast(this.element, text);
  }

  /** Run a call; an error becomes a note in this chat. Resolves to the answer, or null after an error. */
  async attempt(promise) {
    try {
      return await promise;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(error.message === "unreachable" ? t("unreachable") : error.message);
      return null;
    }
  }

  commands() {
    return this.owner.commands();
  }

  async send({ text, files = [], replyTo, ...rest }) {
    const base = { from: this.owner.actor(), ...threadField(this.owner.thread()), ...(replyTo ? { reply_to: replyTo } : {}) };
    if (!files.length) return this.attempt(api.send(this.owner.chat(), { ...base, ...(text ? { text } : {}), ...rest }));
    const parts = await Promise.all(files.map(encodeFile));
    // an album holds pictures only: anything else goes one by one
    if (parts.length > 1 && parts.every((part) => part.photo)) {
      const album = parts.map((part, index) => (index === 0 && text ? { ...part, caption: text } : part));
      return this.attempt(api.send(this.owner.chat(), { ...base, album }));
    }
    let last = null;
    for (const [index, part] of parts.entries()) {
      const caption = index === 0 && text ? { caption: text } : {};
      last = await this.attempt(api.send(this.owner.chat(), { ...base, ...part, ...caption }));
      if (!last) return null;
    }
    return last;
  }

  edit(message, text) {
    return this.attempt(api.edit(this.owner.chat(), message.message_id, this.owner.actor(), text));
  }

  remove(message) {
    return this.attempt(api.remove(this.owner.chat(), message.message_id, this.owner.actor()));
  }

  react(message, emoji) {
    return this.attempt(api.react(this.owner.chat(), message.message_id, this.owner.actor(), emoji));
  }

  async keyboardPress(one) {
    if (!one.request_contact) return this.send({ text: one.text });
    const { phone } = person(this.owner.actor()) ?? {};
    const yes = await ask({ title: t("shareContact"), text: t("shareContactHint", { phone: phone ?? "" }), yes: t("share") });
    return yes ? this.send({ contact: true }) : null;
  }

  onClick(event) {
    const target = event.target.closest("[data-act]");
    if (!target || !this.list.rows.contains(target)) return;
    const id = Number(target.closest("[data-message-id]")?.dataset.messageId);
    const message = messageOf(this.owner.chat(), id);
    const { act, text, url } = target.dataset;
    if (act === "url") event.preventDefault();
    const acts = {
      inline: () => this.pressInline(message, target.dataset),
      url: () => this.openUrl(url),
      copy: () => this.copy(text),
      command: () => this.send({ text }),
      insert: () => this.insert(`${text} `),
      spoiler: () => target.classList.add("revealed"),
      jump: () => this.list.reveal(target.dataset.id),
      react: () => this.react(message, text),
      photo: () => showPhoto(url, !message?.has_protected_content),
      menu: () => messageMenu(this, message, target, target),
    };
    acts[act]?.();
  }

  onKey(event) {
    const spoiler = event.target.closest?.(".spoiler");
    if (!spoiler || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    spoiler.classList.add("revealed");
  }

  onContextMenu(event) {
    const holder = event.target.closest("[data-message-id]");
    const message = holder && messageOf(this.owner.chat(), Number(holder.dataset.messageId));
    if (!message) return;
    event.preventDefault();
    const byKeyboard = event.clientX === 0 && event.clientY === 0;
    messageMenu(this, message, byKeyboard ? event.target : { x: event.clientX, y: event.clientY }, document.activeElement);
  }

  onDoubleClick(event) {
    const holder = event.target.closest("[data-message-id]");
    if (!holder || event.target.closest("button, a, pre, code")) return;
    getSelection()?.removeAllRanges();
    this.composer.setTarget("reply", messageOf(this.owner.chat(), Number(holder.dataset.messageId)));
  }

  async pressInline(message, { row, column, id }) {
    const source = message?.reply_markup?.inline_keyboard?.[row]?.[column] ? message : messageOf(this.owner.chat(), Number(id));
    const one = source?.reply_markup?.inline_keyboard?.[row]?.[column];
    if (!one) return;
    if (one.url) this.openUrl(one.url);
    else if (one.copy_text) this.copy(one.copy_text.text);
    else if (one.switch_inline_query_current_chat !== undefined) this.insert(`@${source.from?.username} ${one.switch_inline_query_current_chat}`);
    else if (one.callback_data === undefined) this.say(t("notHere"));
    else await this.pressCallback(source, Number(row), Number(column));
  }

  async pressCallback(message, row, column) {
    const { message_id: id } = message;
    this.list.setPending(id, `${row},${column}`);
    const answer = await this.attempt(api.press(this.owner.chat(), id, this.owner.actor(), [row, column]));
    this.list.setPending(id, null);
    if (answer?.answer && answer.alert) await ask({ title: fullBotName(message), text: answer.answer });
    else if (answer?.answer) this.say(answer.answer);
    else if (answer?.timeout) this.say(t("slowBot"));
  }

  openUrl(address) {
    const link = parseTelegramLink(address);
    if (link?.share !== undefined) this.copy(link.share, t("linkCopied"));
    else if (link?.username) this.owner.openBot(link.username, link.start) || this.say(t("otherBot"));
    else window.open(address, "_blank", "noopener,noreferrer");
  }

  async copy(text, note = t("copied")) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(note);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.say(text);
    }
  }

  insert(text) {
    const { input } = this.composer;
    input.value += text;
    this.composer.onInput();
    input.focus();
  }
}

const threadField = (thread) => (thread && thread !== 1 ? { thread } : {});
const fullBotName = (message) => bot(message.from?.id)?.name ?? message.from?.first_name ?? "";

/** The file as the control API takes it: base64 under `photo` or `document`. */
async function encodeFile({ file, url }) {
  const data = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return url ? { photo: data } : { document: data, file_name: file.name };
}
