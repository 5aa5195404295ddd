// What lies over the page: menus, questions, toasts, the enlarged photo. Each closes with Escape and gives focus back.
import { button, el, icon } from "./dom.js";
import { t } from "./words.js";

const TOAST_MILLISECONDS = 3500;
const MENU_MARGIN_PIXELS = 8;

/** A short dark note over `host`. */
export function toast(host, text) {
  host.querySelector(":scope > .toast")?.remove();
  const note = el("div", { class: "toast", role: "status" }, text);
  host.append(note);
  setTimeout(() => note.remove(), TOAST_MILLISECONDS);
}

function modal(className, ...children) {
  const dialog = el("dialog", { class: className }, children);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Ask; resolves to true when the answer is yes. With no `yes` it only tells. */
export function ask({ title, text, yes, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const say = (value) => () => {
      answer = value;
      dialog.close();
    };
    const no = el("button", { type: "button", class: "plain", on: { click: say(false) } }, yes ? t("cancel") : t("ok"));
    const go = yes && el("button", { type: "button", class: danger ? "danger" : "primary", on: { click: say(true) } }, yes);
    const dialog = modal(
      "box",
      title && el("h2", {}, title),
      text && el("p", { dir: "auto" }, text),
      el("div", { class: "box-buttons" }, no, go),
    );
    (go || no).focus();
    dialog.addEventListener("close", () => resolve(answer));
  });
}

export function showPhoto(url, mayDownload) {
  const image = el("img", { src: url, alt: t("photo") });
  // a QR code is enlarged by whole pixels
  image.addEventListener("load", () => image.classList.toggle("crisp", image.naturalWidth < 500));
  const dialog = modal(
    "lightbox",
    image,
    el(
      "div",
      { class: "lightbox-bar" },
      mayDownload && el("a", { class: "icon-button", href: url, download: "", "aria-label": t("document") }, icon("download")),
      button(t("close"), "close", () => dialog.close()),
    ),
  );
  image.addEventListener("click", () => dialog.close());
}

/** A form in a dialog; `fields` are elements with names; resolves to their values, or null. */
export function form({ title, fields, yes, footer }) {
  return new Promise((resolve) => {
    let values = null;
    const body = el(
      "form",
      { method: "dialog" },
      el("h2", {}, title),
      fields,
      footer,
      el(
        "div",
        { class: "box-buttons" },
        el("button", { type: "button", class: "plain", on: { click: () => dialog.close() } }, t("cancel")),
        el("button", { type: "submit", class: "primary" }, yes),
      ),
    );
    body.addEventListener("submit", () => (values = Object.fromEntries(new FormData(body))));
    const dialog = modal("box", body);
    dialog.addEventListener("close", () => resolve(values));
  });
}

let openMenu = null;

/** A menu at a point or under an element. `items`: {label, icon, danger, act}; `top`: elements above them. */
export function showMenu({ at, items, top = [], returnFocus }) {
  openMenu?.close();
  const list = el("div", { class: "menu", role: "menu" });
  const close = () => {
    list.remove();
    openMenu = null;
    document.removeEventListener("pointerdown", outside, true);
    if (returnFocus?.isConnected) returnFocus.focus();
  };
  const outside = (event) => !list.contains(event.target) && close();
  const rows = items.filter(Boolean).map(({ label, icon: glyph, danger, act }) =>
    el(
      "button",
      { type: "button", role: "menuitem", class: danger ? "danger" : null, on: { click: () => (close(), act()) } },
      glyph && icon(glyph),
      label,
    ),
  );
  list.append(...top, ...rows);
  list.addEventListener("click", (event) => event.target.closest("[data-closes]") && close());
  list.addEventListener("keydown", (event) => moveInMenu(event, list, close));
  document.body.append(list);
  placeMenu(list, at);
  document.addEventListener("pointerdown", outside, true);
  list.querySelector("button")?.focus();
  openMenu = { close };
}

function moveInMenu(event, list, close) {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key === "Escape") close();
  else if (event.key in steps) {
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons.indexOf(document.activeElement) + steps[event.key];
    buttons.at(next % buttons.length).focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function placeMenu(list, at) {
  const anchor = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const { offsetWidth: width, offsetHeight: height } = list;
  const left = Math.min(anchor.left, innerWidth - width - MENU_MARGIN_PIXELS);
  const below = anchor.bottom + height + MENU_MARGIN_PIXELS < innerHeight;
  list.style.left = `${Math.max(MENU_MARGIN_PIXELS, left)}px`;
  list.style.top = `${Math.max(MENU_MARGIN_PIXELS, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`;
}
