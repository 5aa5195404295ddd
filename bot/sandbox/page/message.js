// One bubble (a message or an album) and the lines between bubbles; pure: message in, element out.
import { avatar, button, colourOf, el, fullName, icon } from "./dom.js";
import { contentOf, kindOf, mediaWidth, preview, serviceText } from "./content.js";
import { locale, t } from "./words.js";

const ALBUM_MAX = 10;
const GROUPED_SECONDS_MAX = 600;

const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });

function dayName(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return date.toLocaleDateString(locale(), { month: "long", day: "numeric" });
}

/** Messages in order become items: days, service lines, and bubbles that know whether they begin or end a run. */
export function itemsOf(messages, actor) {
  const items = [];
  let day = null;
  for (const message of messages) {
    const thisDay = new Date(message.date * 1000).toDateString();
    if (thisDay !== day) items.push({ kind: "day", key: `day-${thisDay}`, text: dayName(message.date) });
    day = thisDay;
    const last = items.at(-1);
    const service = serviceText(message);
    if (service) items.push({ kind: "service", key: `m${message.message_id}`, text: service });
    else if (joinsAlbum(last, message)) last.messages.push(message);
    else items.push({ kind: "bubble", key: `m${message.message_id}`, messages: [message], out: message.from?.id === actor });
  }
  items.forEach((item, index) => {
    if (item.kind !== "bubble") return;
    item.first = !isRun(items[index - 1], item);
    item.last = !isRun(item, items[index + 1]);
  });
  return items;
}

const joinsAlbum = (item, message) =>
  item?.kind === "bubble" &&
  message.media_group_id !== undefined &&
  item.messages[0].media_group_id === message.media_group_id &&
  item.messages.length < ALBUM_MAX;

function isRun(before, after) {
  if (before?.kind !== "bubble" || after?.kind !== "bubble") return false;
  const [one] = before.messages;
  const [two] = after.messages;
  return one.from?.id === two.from?.id && two.date - one.date < GROUPED_SECONDS_MAX && !one.reply_markup?.inline_keyboard;
}

export function renderItem(item, context) {
  if (item.kind === "bubble") return renderBubble(item, context);
  return el("div", { class: "line", data: { item: item.key, testid: item.kind } }, el("span", {}, item.text));
}

/** Everything the look of an item depends on, to skip what has not changed. */
export const signature = (item, context) =>
  JSON.stringify([item, context.names, context.language, item.messages?.map(({ message_id: id }) => context.pending(id))]);

function renderBubble(item, context) {
  const { messages, out, first, last } = item;
  const [message] = messages;
  const keyboard = messages.find((one) => one.reply_markup?.inline_keyboard)?.reply_markup.inline_keyboard;
  const media = kindOf(message);
  const hasWords = messages.some((one) => one.text ?? one.caption);
  const classes = [
    "bubble",
    last && "tail",
    media && `has-${media}`,
    media === "photo" && !hasWords && "bare",
    isBigEmoji(message) && "big-emoji",
  ];
  const bubble = el(
    "div",
    { class: classes.filter(Boolean).join(" "), style: media === "photo" ? `--media: ${mediaWidth(messages)}px` : null },
    !out && context.names && first && sender(message.from),
    forwarded(message),
    quoted(message),
    contentOf(messages),
    foot(messages, out),
  );
  const id = message.message_id;
  return el(
    "article",
    {
      class: `message ${out ? "out" : "in"}${first ? " first" : ""}${message.has_protected_content ? " protected" : ""}`,
      "aria-label": `${fullName(message.from)}, ${clock(message.date)}`,
      data: { item: item.key, messageId: id, testid: "message" },
    },
    el(
      "div",
      { class: "column" },
      el(
        "div",
        { class: "bubble-row" },
        bubble,
        moreButton(),
        !out && context.names && last && avatar(fullName(message.from), message.from?.id, "small side"),
      ),
      keyboard && inlineKeyboard(keyboard, id, context.pending(id)),
    ),
  );
}

const moreButton = () =>
  button(t("actions"), "down", null, { class: "more", tabindex: -1, "data-act": "menu", "aria-haspopup": "menu", on: {} });

const sender = (from) =>
  el("div", { class: `sender ink-${colourOf(from?.id ?? 0)}` }, fullName(from), from?.is_bot && el("small", {}, t("bot")));

function forwarded({ forward_origin: origin }) {
  if (!origin) return null;
  const name = fullName(origin.sender_user) || origin.sender_user_name || origin.chat?.title || "";
  return el("div", { class: "forwarded" }, t("forwardedFrom", { name }));
}

function quoted({ reply_to_message: original }) {
  if (!original || original.forum_topic_created) return null;
  return el(
    "button",
    { type: "button", class: `quote ink-${colourOf(original.from?.id ?? 0)}`, data: { act: "jump", id: original.message_id } },
    original.photo && original.download && el("img", { src: original.download, alt: "" }),
    el("span", {}, el("b", {}, fullName(original.from)), el("span", { class: "quote-text" }, preview(original))),
  );
}

function meta(message, out) {
  return el(
    "span",
    { class: "meta" },
    message.has_protected_content && el("span", { title: t("protectedContent") }, icon("shield")),
    message.edit_date && el("span", {}, t("edited")),
    el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
    out && icon("ticks", "ticks"),
  );
}

function foot(messages, out) {
  const given = reactions(messages);
  const under = meta(messages.at(-1), out);
  return given ? el("div", { class: "foot" }, given, under) : under;
}

function reactions(messages) {
  const counted = new Map();
  for (const { reactions: given = [] } of messages) {
    for (const one of given) {
      const emoji = one.emoji ?? one.type?.emoji;
      if (emoji) counted.set(emoji, (counted.get(emoji) ?? 0) + (one.total_count ?? 1));
    }
  }
  if (!counted.size) return null;
  return el(
    "div",
    { class: "reactions" },
    [...counted].map(([emoji, count]) =>
      el("button", { type: "button", "aria-label": t("react", { emoji }), data: { act: "react", text: emoji } }, emoji, count > 1 && ` ${count}`),
    ),
  );
}

const EMOJI_ONLY = /^(?:\p{RGI_Emoji}){1,3}$/v;
const isBigEmoji = (message) => EMOJI_ONLY.test(message.text ?? "") && !message.reply_to_message;

const GLYPHS = { url: "link", copy_text: "copy", web_app: "link", switch_inline_query: "reply" };

function inlineKeyboard(rows, id, pending) {
  return el(
    "div",
    { class: "inline-keyboard", role: "group" },
    rows.map((row, rowIndex) =>
      el(
        "div",
        { class: "row" },
        row.map((one, column) => {
          const glyph = Object.keys(GLYPHS).find((action) => one[action]);
          const isPending = pending === `${rowIndex},${column}`;
          return el(
            "button",
            {
              type: "button",
              class: `inline-button${one.style ? ` style-${one.style}` : ""}${isPending ? " pending" : ""}`,
              "aria-busy": isPending || null,
              title: [...one.text].length > 14 ? one.text : null,
              data: { act: "inline", row: rowIndex, column, id, testid: "inline-button" },
            },
            el("span", { class: "label" }, one.text),
            glyph && icon(GLYPHS[glyph], "glyph"),
          );
        }),
      ),
    ),
  );
}
