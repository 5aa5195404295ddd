// The scrolling list of one chat: keyed items updated in place, the bottom followed unless older ones are being read.
import { button, el, morph } from "./dom.js";
import { itemsOf, renderItem, signature } from "./message.js";
import { language, t } from "./words.js";

const PAGE_ITEMS = 150;
const NEAR_BOTTOM_PIXELS = 80;
const FLASH_MILLISECONDS = 1200;

export class MessageList {
  /** `names`: show who wrote (groups). */
  constructor({ names }) {
    this.names = names;
    this.shown = new Map(); // item key -> {signature, element}
    this.pendingButtons = new Map(); // message id -> "row,column" whose press is under way
    this.itemsMax = PAGE_ITEMS;
    this.atBottom = true;
    this.unseen = 0;
    this.newest = 0;
    this.rows = el("div", { class: "rows", role: "log", "aria-live": "polite" });
    this.earlier = el("button", { type: "button", class: "pill-button", hidden: true, on: { click: () => this.showEarlier() } });
    this.scroller = el("div", { class: "scroller", tabindex: -1 }, el("div", { class: "filler" }), this.earlier, this.rows);
    this.jump = button(t("toBottom"), "down", () => this.toBottom(true), { class: "to-bottom", hidden: true });
    this.badge = el("span", { class: "badge", hidden: true });
    this.jump.append(this.badge);
    this.element = el("div", { class: names ? "list names" : "list" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    // pictures and keyboards change the height after the fact
    this.observer = new ResizeObserver(() => this.atBottom && this.toBottom());
    this.observer.observe(this.rows);
    this.observer.observe(this.scroller);
  }

  /** Forget what is shown, because another chat or topic is shown now. */
  reset() {
    this.shown.clear();
    this.rows.replaceChildren();
    this.itemsMax = PAGE_ITEMS;
    this.unseen = this.newest = 0;
    this.atBottom = true;
  }

  update(messages, actor) {
    this.last = { messages, actor };
    const all = itemsOf(messages, actor);
    const items = all.slice(-this.itemsMax);
    this.earlier.hidden = items.length === all.length;
    this.earlier.textContent = t("earlier");
    const context = { names: this.names, language: language(), pending: (id) => this.pendingButtons.get(id) };
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { element }] of this.shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.shown.delete(key);
    }
    let previous = null;
    for (const item of items) {
      const element = this.place(item, context);
      const after = previous ? previous.nextSibling : this.rows.firstChild;
      if (after !== element) this.rows.insertBefore(element, after);
      previous = element;
    }
    this.countUnseen(messages, actor);
    if (this.atBottom) this.toBottom();
  }

  place(item, context) {
    const known = this.shown.get(item.key);
    const mark = signature(item, context);
    if (known?.signature === mark) return known.element;
    const fresh = renderItem(item, context);
    const element = known ? morph(known.element, fresh) : fresh;
    if (!known && this.newest) {
      element.classList.add("arriving");
      element.addEventListener("animationend", () => element.classList.remove("arriving"), { once: true });
    }
    this.shown.set(item.key, { signature: mark, element });
    return element;
  }

  countUnseen(messages, actor) {
    const newest = messages.at(-1)?.message_id ?? 0;
    const arrived = messages.filter((one) => one.message_id > this.newest);
    if (this.newest && arrived.some((one) => one.from?.id === actor)) this.atBottom = true;
    if (!this.atBottom) this.unseen += arrived.length;
    this.newest = Math.max(this.newest, newest, 1);
    this.showJump();
  }

  showJump() {
    if (this.atBottom) this.unseen = 0;
    this.jump.hidden = this.atBottom;
    this.jump.setAttribute("aria-label", t("toBottom"));
    this.badge.hidden = !this.unseen;
    this.badge.textContent = this.unseen;
  }

  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PIXELS;
    this.showJump();
  }

  toBottom(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  showEarlier() {
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.itemsMax += PAGE_ITEMS;
    this.update(this.last.messages, this.last.actor);
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  /** Redraw with or without the busy mark on one inline button. */
  setPending(id, position) {
    if (position) this.pendingButtons.set(id, position);
    else this.pendingButtons.delete(id);
    if (this.last) this.update(this.last.messages, this.last.actor);
  }

  reveal(id) {
    const target = this.rows.querySelector(`[data-message-id="${Number(id)}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.add("flash");
    setTimeout(() => target.classList.remove("flash"), FLASH_MILLISECONDS);
  }
}
