// The menus of a message, a phone's chat and a topic.
import { api } from "./api.js";
import { el } from "./dom.js";
import { ask, showMenu } from "./overlays.js";
import { t } from "./words.js";

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🙏", "👎"];

export function messageMenu(view, message, at, returnFocus) {
  const mine = message.from?.id === view.owner.actor();
  const words = message.text ?? message.caption;
  const quick = el(
    "div",
    { class: "quick-reactions" },
    REACTIONS.map((emoji) =>
      el("button", { type: "button", "aria-label": t("react", { emoji }), data: { closes: "" }, on: { click: () => view.react(message, emoji) } }, emoji),
    ),
  );
  showMenu({
    at,
    returnFocus,
    top: [quick],
    items: [
      { label: t("reply"), icon: "reply", act: () => view.composer.setTarget("reply", message) },
      words && !message.has_protected_content && { label: t("copy"), icon: "copy", act: () => view.copy(words) },
      mine && words && { label: t("edit"), icon: "edit", act: () => view.composer.setTarget("edit", message) },
      mine && { label: t("remove"), icon: "trash", danger: true, act: () => view.remove(message) },
    ],
  });
}

export function botMenu(phone, at) {
  const blocked = phone.chatState()?.blocked;
  const others = phone.otherBots().map((one) => ({ label: `@${one.username}`, icon: "bolt", act: () => phone.choose(one.id) }));
  const act = () => phone.view.attempt(api.block(phone.chat(), phone.actor(), !blocked));
  const toggle = { label: t(blocked ? "unblock" : "block"), icon: "block", danger: !blocked, act };
  showMenu({ at, returnFocus: at, items: [...others, phone.chatState()?.started && toggle] });
}

export function topicMenu(desk, topic, at, returnFocus) {
  const run = (act) => desk.view.attempt(api.topic(desk.chat(), topic.thread, act, desk.actor()));
  const remove = async () => {
    const yes = await ask({ title: t("topicDelete"), text: t("topicDeleteAsk", { name: topic.name }), yes: t("remove"), danger: true });
    if (yes) await run("delete");
  };
  showMenu({
    at,
    returnFocus,
    items: [
      topic.closed
        ? { label: t("topicReopen"), icon: "unlock", act: () => run("reopen") }
        : { label: t("topicClose"), icon: "lock", act: () => run("close") },
      { label: t("topicDelete"), icon: "trash", danger: true, act: remove },
    ],
  });
}
