// Building and updating elements; data from outside only ever becomes text nodes and attributes.
import { PATHS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on` holds listeners, `data` the dataset, everything else is an attribute. */
export function el(tag, { on = {}, data = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined && value !== null) node.dataset[name] = String(value);
  }
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An outline icon; it is decoration, the button around it carries the label. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export function button(label, iconName, onClick, extra = {}) {
  const { class: className = "", ...rest } = extra;
  return el(
    "button",
    { type: "button", class: `icon-button ${className}`.trim(), "aria-label": label, title: label, on: { click: onClick }, ...rest },
    icon(iconName),
  );
}

/** Make `old` look like `fresh`, keeping every node that can stay: no flicker, focus is kept. */
export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || keyOf(old) !== keyOf(fresh)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const olds = [...old.childNodes];
  const freshes = [...fresh.childNodes];
  freshes.forEach((child, index) => {
    if (index < olds.length) morph(olds[index], child);
    else old.append(child);
  });
  olds.slice(freshes.length).forEach((child) => child.remove());
  return old;
}

const keyOf = (node) => node.dataset?.key ?? "";

/** Two letters (or one character of Chinese) for an avatar. */
export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  if (!words.length) return "?";
  const first = [...words[0]][0];
  if (words.length === 1 || /[^\u0000-\u024f]/.test(first)) return first.toUpperCase();
  return (first + [...words.at(-1)][0]).toUpperCase();
}

const COLOURS = 7;
/** One of the seven colours that a person keeps everywhere. */
export const colourOf = (id) => Math.abs(Number(String(id).replace(/\D/g, "").slice(-9))) % COLOURS;

export function avatar(name, id, className = "") {
  return el("span", { class: `avatar colour-${colourOf(id)} ${className}`.trim(), "aria-hidden": "true" }, initials(name));
}

export const fullName = (person) =>
  person ? [person.first_name, person.last_name].filter(Boolean).join(" ") || person.name || person.username || "" : "";
