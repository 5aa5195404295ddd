// The row to write in: text, attachments (picked, pasted or dropped), the reply and edit bar, commands, reply keyboard.
import { button, el, fullName, icon } from "./dom.js";
import { fileSize, preview } from "./content.js";
import { t } from "./words.js";

const FILE_BYTES_MAX = 20 * 1024 * 1024;
const FILES_MAX = 10;

export class Composer {
  /** `host` answers: send({text, files, replyTo}), edit(message, text), commands(), keyboardPress(button), say(text). */
  constructor(host) {
    this.host = host;
    this.files = [];
    this.target = null; // {kind: "reply" | "edit", message}
    this.keyboardHidden = false;
    this.build();
  }

  build() {
    this.input = el("textarea", { rows: 1, data: { testid: "composer" }, dir: "auto", enterkeyhint: "send" });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, "data-testid": "file-input" });
    this.sendButton = button(t("send"), "send", () => this.submit(), { class: "send", "data-testid": "send" });
    this.attachButton = button(t("attach"), "clip", () => this.picker.click(), { "data-testid": "attach" });
    this.keyboardButton = button("", "keyboard", () => this.toggleKeyboard(), { hidden: true, "data-testid": "keyboard-toggle" });
    this.menuLabel = el("span");
    this.menuButton = el(
      "button",
      { type: "button", class: "command-menu", hidden: true, data: { testid: "command-menu" }, on: { click: () => this.toggleCommands() } },
      icon("menu"),
      this.menuLabel,
    );
    this.bar = el("div", { class: "target-bar", hidden: true });
    this.chips = el("div", { class: "chips", hidden: true });
    this.suggestions = el("div", { class: "suggestions", role: "listbox", hidden: true });
    this.keyboard = el("div", { class: "reply-keyboard", hidden: true, role: "group" });
    const field = el("div", { class: "field" }, this.input, this.keyboardButton);
    this.row = el("div", { class: "write-row" }, this.menuButton, this.attachButton, field, this.sendButton, this.picker);
    this.element = el("div", { class: "composer" }, this.suggestions, this.bar, this.chips, this.row, this.keyboard);
    this.input.addEventListener("input", () => this.onInput());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("paste", (event) => this.onPaste(event));
    this.picker.addEventListener("change", () => {
      this.addFiles([...this.picker.files]);
      this.picker.value = "";
    });
  }

  /** Show the words of the language and the reply keyboard that is valid now. */
  update({ keyboard, placeholder, lang }) {
    this.placeholder = placeholder;
    this.element.lang = lang;
    for (const [node, key] of [[this.sendButton, "send"], [this.attachButton, "attach"]]) {
      node.setAttribute("aria-label", t(key));
      node.title = t(key);
    }
    this.menuLabel.textContent = t("menu");
    this.menuButton.hidden = !this.host.commands().length;
    const mark = JSON.stringify(keyboard ?? null);
    if (mark !== this.keyboardMark) this.keyboardHidden = false;
    this.keyboardMark = mark;
    this.markup = keyboard;
    this.showKeyboard();
    this.showTarget();
    this.onInput();
  }

  showKeyboard() {
    const rows = this.markup?.keyboard ?? [];
    const label = t(this.keyboardHidden ? "keyboardShow" : "keyboardHide");
    this.keyboardButton.hidden = !rows.length;
    this.keyboardButton.classList.toggle("on", !this.keyboardHidden);
    this.keyboardButton.setAttribute("aria-label", label);
    this.keyboardButton.setAttribute("aria-expanded", String(!this.keyboardHidden));
    this.keyboardButton.title = label;
    this.keyboard.hidden = !rows.length || this.keyboardHidden;
    const fresh = rows.map((row) =>
      el(
        "div",
        { class: "row" },
        row.map((item) => {
          const one = typeof item === "string" ? { text: item } : item;
          const attributes = { type: "button", class: one.style ? `style-${one.style}` : null, data: { testid: "reply-button" } };
          return el("button", { ...attributes, on: { click: () => this.pressKeyboard(one) } }, one.text);
        }),
      ),
    );
    this.keyboard.replaceChildren(...fresh);
  }

  pressKeyboard(one) {
    this.host.keyboardPress(one);
    if (this.markup?.one_time_keyboard) this.toggleKeyboard();
    this.input.focus({ preventScroll: true });
  }

  toggleKeyboard() {
    this.keyboardHidden = !this.keyboardHidden;
    this.showKeyboard();
  }

  setTarget(kind, message, placeholder = null) {
    this.target = message ? { kind, message, placeholder } : null;
    if (kind === "edit") this.input.value = message.text ?? message.caption ?? "";
    this.showTarget();
    this.onInput();
    this.input.focus({ preventScroll: true });
  }

  showTarget() {
    this.bar.hidden = !this.target;
    if (!this.target) return this.bar.replaceChildren();
    const { kind, message } = this.target;
    const title = kind === "edit" ? t("editing") : t("replyingTo", { name: fullName(message.from) });
    return this.bar.replaceChildren(
      icon(kind),
      el("span", { class: "target-text" }, el("b", {}, title), el("span", {}, preview(message))),
      button(t("cancel"), "close", () => this.clear()),
    );
  }

  clear() {
    if (this.target?.kind === "edit") this.input.value = "";
    this.target = null;
    this.showTarget();
    this.onInput();
  }

  onInput() {
    this.input.placeholder = this.files.length ? t("caption") : (this.target?.placeholder ?? this.placeholder ?? t("message"));
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    this.sendButton.classList.toggle("ready", Boolean(this.input.value.trim() || this.files.length));
    const typed = this.input.value;
    const matching = /^\/\w*$/.test(typed) ? this.host.commands().filter(({ command }) => command.startsWith(typed.slice(1))) : [];
    this.showCommands(matching);
  }

  toggleCommands() {
    this.showCommands(this.suggestions.hidden ? this.host.commands() : []);
    this.suggestions.querySelector("button")?.focus();
  }

  showCommands(commands) {
    this.suggestions.hidden = !commands.length;
    this.menuButton.setAttribute("aria-expanded", String(Boolean(commands.length)));
    const rows = commands.map(({ command, description }) =>
      el(
        "button",
        { type: "button", role: "option", data: { testid: "command" }, on: { click: () => this.sendCommand(command) } },
        el("b", {}, `/${command}`),
        el("span", {}, description),
      ),
    );
    this.suggestions.replaceChildren(...rows);
  }

  sendCommand(command) {
    this.input.value = "";
    this.onInput();
    this.host.send({ text: `/${command}`, files: [] });
  }

  onKey(event) {
    // Enter chooses a candidate while Chinese is being composed
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.target || !this.suggestions.hidden)) {
      this.showCommands([]);
      this.clear();
    }
  }

  onPaste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.addFiles(files);
  }

  addFiles(files) {
    for (const file of files) {
      if (file.size > FILE_BYTES_MAX) this.host.say(t("tooBig", { size: fileSize(file.size) }));
      else if (this.files.length < FILES_MAX) {
        this.files.push({ file, url: /^image\/(png|jpeg|webp)$/.test(file.type) ? URL.createObjectURL(file) : null });
      }
    }
    this.showChips();
    this.input.focus({ preventScroll: true });
  }

  showChips() {
    this.chips.hidden = !this.files.length;
    this.chips.replaceChildren(
      ...this.files.map((one) =>
        el(
          "span",
          { class: "chip" },
          one.url ? el("img", { src: one.url, alt: one.file.name }) : el("span", {}, icon("file"), one.file.name),
          button(t("removeAttachment"), "close", () => this.dropFile(one)),
        ),
      ),
    );
    this.onInput();
  }

  dropFile(one) {
    if (one.url) URL.revokeObjectURL(one.url);
    this.files = this.files.filter((other) => other !== one);
    this.showChips();
  }

  async submit() {
    const text = this.input.value.trim();
    const { files, target } = this;
    if (!text && !files.length) return;
    const sent = { value: this.input.value, files, target };
    this.files = [];
    this.target = null;
    this.input.value = "";
    this.showChips();
    this.showTarget();
    const done =
      target?.kind === "edit"
        ? await this.host.edit(target.message, text)
        : await this.host.send({ text, files, replyTo: target?.message.message_id });
    if (done) {
      files.forEach(({ url }) => url && URL.revokeObjectURL(url));
      return;
    }
    // refused: what was written stays, unless something new is there already
    if (this.input.value || this.files.length) return;
    this.input.value = sent.value;
    this.files = sent.files;
    this.target = sent.target;
    this.showChips();
    this.showTarget();
  }
}
