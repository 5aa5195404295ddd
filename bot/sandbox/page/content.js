// What a message holds besides text: photos, files, voices, contacts; and one-line previews of any message.
import { avatar, el, fullName, icon } from "./dom.js";
import { richText } from "./entities.js";
import { locale, t } from "./words.js";

const PHOTO_SIDE = 264;
const KINDS = ["photo", "document", "voice", "video", "sticker", "contact", "location"];

export const kindOf = (message) => KINDS.find((kind) => message[kind]);

/** One line that stands for the message in replies and topic lists. */
export function preview(message) {
  if (!message) return "";
  const words = message.text ?? message.caption;
  const kind = kindOf(message);
  const service = serviceText(message);
  if (service) return service;
  if (!kind) return words ?? "";
  return kind === "photo" && words ? `🖼 ${words}` : (words ?? (kind === "document" ? message.document.file_name : null) ?? t(kind));
}

/** The words of a service message, or null for any other. */
export function serviceText(message) {
  const who = fullName(message.from);
  if (message.forum_topic_created) return t("service_topic_created", { name: message.forum_topic_created.name });
  if (message.forum_topic_closed) return t("service_topic_closed");
  if (message.forum_topic_reopened) return t("service_topic_reopened");
  if (message.forum_topic_edited) return t("service_topic_edited", { name: message.forum_topic_edited.name ?? "" });
  if (message.new_chat_members) return t("service_joined", { name: message.new_chat_members.map(fullName).join(", ") });
  if (message.left_chat_member) return t("service_left", { name: fullName(message.left_chat_member) });
  if (message.pinned_message) return t("service_pinned", { name: who });
  if (message.group_chat_created || message.supergroup_chat_created) return t("service_created", { name: message.chat.title });
  if (message.new_chat_title) return t("service_title", { name: message.new_chat_title });
  return null;
}

/** The width in pixels that the pictures of a bubble take. */
export const mediaWidth = (messages) => (messages.length > 1 ? PHOTO_SIDE : photoSize(messages[0]).width);

function photoSize(message) {
  const largest = message.photo.at(-1);
  const width = largest.width || PHOTO_SIDE;
  const height = largest.height || PHOTO_SIDE;
  const long = Math.max(width, height);
  // A small picture (a QR code) grows by whole steps, so that its modules stay sharp.
  const factor = long <= PHOTO_SIDE ? Math.max(1, Math.floor(PHOTO_SIDE / long)) : PHOTO_SIDE / long;
  return { width: Math.round(width * factor), height: Math.round(height * factor), crisp: long <= PHOTO_SIDE };
}

export function photo(message, inAlbum = false) {
  const { width, height, crisp } = photoSize(message);
  const image = el("img", {
    src: message.download,
    alt: message.caption ?? t("photo"),
    draggable: "false",
    class: crisp ? "crisp" : null,
    ...(inAlbum ? {} : { width, height }),
  });
  const opens = { act: "photo", url: message.download, key: message.download };
  return el("button", { type: "button", class: "photo", "aria-label": t("photoOpen"), data: opens }, image);
}

export const album = (messages) =>
  el("div", { class: `album count-${Math.min(messages.length, 10)}` }, messages.map((message) => photo(message, true)));

export function fileSize(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  return `${value.toLocaleString(locale(), { maximumFractionDigits: step && value < 10 ? 1 : 0 })} ${units[step]}`;
}

function file(message) {
  const { file_name: name = t("document"), file_size: size } = message.document;
  const extension = name.includes(".") ? name.split(".").pop().slice(0, 4) : "";
  const inner = [
    el("span", { class: "file-badge" }, icon(message.has_protected_content ? "lock" : "download"), el("small", {}, extension)),
    el("span", { class: "file-text" }, el("b", {}, name), el("small", {}, size === undefined ? "" : fileSize(size))),
  ];
  if (message.has_protected_content || !message.download) return el("div", { class: "file" }, inner);
  return el("a", { class: "file", href: message.download, download: name }, inner);
}

const PARTS = {
  photo: (message) => photo(message),
  document: file,
  voice: (message) => el("audio", { controls: true, preload: "none", src: message.download, "aria-label": t("voice") }),
  video: (message) => el("video", { controls: true, preload: "metadata", src: message.download, "aria-label": t("video") }),
  sticker: (message) =>
    message.download ? el("img", { class: "sticker", src: message.download, alt: t("sticker") }) : t("sticker"),
  contact: ({ contact }) =>
    el(
      "div",
      { class: "contact" },
      avatar(fullName(contact), contact.user_id ?? contact.phone_number),
      el("span", {}, el("b", {}, fullName(contact)), el("small", {}, contact.phone_number.replace(/^(?=\d)/, "+"))),
    ),
  location: ({ location }) => el("span", {}, `📍 ${location.latitude}, ${location.longitude}`),
};

/** The elements of the message's content, in order: media, then words. */
export function contentOf(messages) {
  const [message] = messages;
  const kind = kindOf(message);
  const worded = messages.find((one) => one.text ?? one.caption);
  const words = worded && (worded.text ?? worded.caption);
  const media = messages.length > 1 && kind === "photo" ? album(messages) : messages.map((one) => PARTS[kindOf(one)]?.(one));
  const parts = kind ? [media].flat() : [];
  if (words) {
    parts.push(el("div", { class: "words", dir: "auto" }, richText(words, worded.entities ?? worded.caption_entities)));
  }
  if (!parts.length) parts.push(el("div", { class: "words muted" }, t("unsupported", { kind: unknownKind(message) })));
  return parts;
}

const COMMON = new Set(["message_id", "from", "chat", "date", "reply_markup", "reply_to_message", "sender_chat", "via_bot"]);
const unknownKind = (message) => Object.keys(message).find((key) => !COMMON.has(key) && typeof message[key] === "object") ?? "?";
