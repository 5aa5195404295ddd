// A message's text with its entities, as nested elements; offsets are in UTF-16 units, as in JavaScript strings.
import { el } from "./dom.js";
import { locale } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const DEEP_LINK = /^(?:https?:\/\/)?(?:t|telegram)\.me\//i;

/** Nodes for the text; a click on what can be clicked is found by its `data-act`. */
export function richText(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted);
}

function pieces(text, start, end, entities) {
  const nodes = [];
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++]);
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(wrap(entity, text.slice(from, to), pieces(text, from, to, inner)));
    // what begins inside but ends outside goes on after this entity
    const rest = inner
      .filter((one) => one.offset + one.length > to)
      .map((one) => ({ ...one, offset: to, length: one.offset + one.length - to }));
    entities = [...entities.slice(0, index), ...rest, ...entities.slice(index)];
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, text, children) {
  const { type } = entity;
  if (TAGS[type]) return el(TAGS[type], type === "code" ? { data: { act: "copy", text } } : {}, children);
  if (type === "pre") return el("pre", { "data-language": entity.language }, el("code", {}, children));
  if (type === "blockquote" || type === "expandable_blockquote") return el("blockquote", { class: type }, children);
  if (type === "spoiler") return el("span", { class: "spoiler", role: "button", tabindex: 0, data: { act: "spoiler" } }, children);
  if (type === "url" || type === "text_link") return link(entity.url ?? text, children);
  if (type === "email") return el("a", { href: `mailto:${text}` }, children);
  if (type === "phone_number") return el("a", { href: `tel:${text.replace(/[^+\d]/g, "")}` }, children);
  if (type === "bot_command") return act("command", text, children);
  if (type === "mention" || type === "text_mention" || type === "hashtag" || type === "cashtag") {
    return act("insert", text, children);
  }
  if (type === "date_time") return el("time", { title: new Date(entity.unix_time * 1000).toLocaleString(locale()) }, children);
  return el("span", {}, children);
}

const act = (name, text, children) => el("button", { type: "button", class: "text-link", data: { act: name, text } }, children);

function link(address, children) {
  const href = /^[a-z][\w+.-]*:/i.test(address) ? address : `http://${address}`;
  if (!/^(https?|tg|mailto):/i.test(href)) return el("span", {}, children);
  const inside = DEEP_LINK.test(href) || href.startsWith("tg:");
  return el(
    "a",
    { href, rel: "noopener noreferrer", target: inside ? undefined : "_blank", data: inside ? { act: "url", url: href } : {} },
    children,
  );
}

/** The bot and start parameter of a `t.me/BOT?start=X` link, the address of a share link, or null. */
export function parseTelegramLink(address) {
  let url;
  try {
    url = new URL(/^[a-z]+:/i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return { username: url.searchParams.get("domain"), start: url.searchParams.get("start") };
  if (!/^(t|telegram)\.me$/i.test(url.hostname)) return null;
  const [username] = url.pathname.slice(1).split("/");
  if (username === "share") {
    return { share: [url.searchParams.get("text"), url.searchParams.get("url")].filter(Boolean).join("\n") };
  }
  return { username, start: url.searchParams.get("start") };
}
