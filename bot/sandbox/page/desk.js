// The desk: a group seen by one of its people; in a forum the topics stand at the left.
import { ChatView } from "./chat.js";
import { avatar, button, el, fullName, icon, initials, morph } from "./dom.js";
import { preview, serviceText } from "./content.js";
import { topicMenu } from "./menus.js";
import { api } from "./api.js";
import { GENERAL, membersOf, messagesOf, person, store, threadOf, typingIn } from "./store.js";
import { locale, t } from "./words.js";

const BADGE_MAX = 99;

export class Desk {
  constructor(id) {
    this.id = id;
    this.open = GENERAL;
    this.actorId = null;
    this.seen = new Map(); // thread -> newest message id that was on the screen
    this.view = new ChatView(this, { names: true });
    this.groupTitle = el("div", { class: "desk-title" });
    this.topics = el("nav", { class: "topics", on: { click: (event) => this.onTopic(event), contextmenu: (event) => this.onTopicMenu(event) } });
    this.side = el("aside", { class: "side-pane" }, this.groupTitle, this.topics);
    this.backButton = button(t("back"), "back", () => this.showTopics(), { class: "back" });
    this.title = el("div", { class: "chat-title" });
    this.actorSelect = el("select", { on: { change: () => this.setActor(Number(this.actorSelect.value)) }, "data-testid": "acting-as" });
    this.actorLabel = el("label", { class: "acting-as" }, el("span"), this.actorSelect);
    this.moreButton = button(t("chatActions"), "more", () => topicMenu(this, this.topic(), this.moreButton, this.moreButton), { "data-testid": "topic-actions" });
    this.header = el("header", { class: "chat-header" }, this.backButton, this.title, this.moreButton);
    this.closedBar = el("div", { class: "closed-bar", hidden: true });
    this.view.composer.element.prepend(this.closedBar);
    this.element = el(
      "section",
      { class: "panel desk at-topics", data: { testid: `desk-${id}`, panel: `desk-${id}` } },
      el("div", { class: "caption" }, this.actorLabel),
      el("div", { class: "desk-card" }, this.side, el("div", { class: "main-pane" }, this.header, this.view.element)),
    );
  }

  chat = () => this.id;
  group = () => store.chats.get(String(this.id));
  actor = () => this.actorId;
  thread = () => (this.group()?.is_forum ? this.open : null);
  language = () => person(this.actorId)?.language_code ?? locale();
  commands = () => this.group()?.commands ?? [];
  label = () => this.group()?.title ?? "";
  openBot = () => false;

  messages() {
    const all = messagesOf(this.id);
    return this.group()?.is_forum ? all.filter((one) => threadOf(one) === this.open) : all;
  }

  /** General and the topics, the last written in first. */
  topicList() {
    const newest = new Map();
    for (const message of messagesOf(this.id)) newest.set(threadOf(message), message);
    const general = { thread: GENERAL, name: t("general"), general: true };
    const others = [...(this.group()?.topics ?? [])].filter((topic) => topic.thread !== GENERAL);
    others.sort((a, b) => (newest.get(b.thread)?.message_id ?? b.thread) - (newest.get(a.thread)?.message_id ?? a.thread));
    return [general, ...others].map((topic) => ({ ...topic, newest: newest.get(topic.thread) }));
  }

  topic = () => this.topicList().find((topic) => topic.thread === this.open);

  setActor(id) {
    this.actorId = id;
    this.update();
  }

  update() {
    const group = this.group();
    if (!group) return;
    const people = membersOf(group);
    if (!people.some((one) => one.id === this.actorId)) this.actorId = people[0]?.id ?? null;
    if (this.loadedOnce === undefined) this.markAllSeen();
    if (group.is_forum && !this.topic()) this.open = GENERAL;
    this.element.setAttribute("aria-label", group.title);
    this.element.classList.toggle("forum", Boolean(group.is_forum));
    if (this.isVisible()) this.markSeen();
    this.groupTitle.replaceChildren(
      avatar(group.title, group.id),
      el("span", { class: "title-text" }, el("b", {}, group.title), el("small", {}, t("members", { count: (group.members ?? []).length }))),
    );
    this.updateTopics();
    this.updateHeader(group, people);
    this.updateClosed();
    const placeholder = t(group.is_forum && this.open !== GENERAL ? "replyInTopic" : "message");
    this.view.update({ emptyText: t("emptyTopic"), placeholder });
  }

  markAllSeen() {
    this.loadedOnce = true;
    for (const message of messagesOf(this.id)) this.seen.set(threadOf(message), message.message_id);
  }

  markSeen() {
    const newest = this.messages().at(-1);
    if (newest) this.seen.set(threadOf(newest), newest.message_id);
  }

  isVisible = () => this.element.isConnected && this.element.offsetParent !== null && !document.hidden && !this.topicsShown();
  topicsShown = () => this.element.classList.contains("at-topics") && getComputedStyle(this.backButton).display !== "none";

  unreadIn(thread) {
    const seen = this.seen.get(thread) ?? 0;
    return messagesOf(this.id).filter(
      (one) => threadOf(one) === thread && one.message_id > seen && one.from?.id !== this.actorId && !serviceText(one),
    ).length;
  }

  unread = () => this.topicList().reduce((sum, topic) => sum + this.unreadIn(topic.thread), 0);

  updateTopics() {
    const fresh = el("nav", { class: "topics", "aria-label": t("topics") }, this.topicList().map((topic) => this.topicRow(topic)));
    morph(this.topics, fresh);
  }

  topicRow(topic) {
    const count = this.unreadIn(topic.thread);
    const isOpen = topic.thread === this.open;
    const time = topic.newest && new Date(topic.newest.date * 1000);
    const hour = time?.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });
    return el(
      "button",
      {
        type: "button",
        class: `topic${isOpen ? " open" : ""}${topic.closed ? " closed" : ""}`,
        "aria-current": isOpen ? "true" : null,
        title: topic.name,
        data: { testid: `topic-${topic.thread}`, thread: topic.thread, key: topic.thread },
      },
      topicIcon(topic),
      el(
        "span",
        { class: "topic-text" },
        el("span", { class: "topic-name" }, el("b", {}, topic.name), topic.closed && icon("lock"), el("small", {}, hour ?? "")),
        el(
          "span",
          { class: "topic-preview" },
          el("span", {}, topic.newest ? preview(topic.newest).replace(/\s+/g, " ") : ""),
          count > 0 && el("span", { class: "badge" }, count > BADGE_MAX ? `${BADGE_MAX}+` : count),
        ),
      ),
    );
  }

  updateHeader(group, people) {
    const topic = this.topic();
    const inTopic = group.is_forum && topic;
    const typing = typingIn(this.id, this.thread() ?? GENERAL);
    const under = group.is_forum ? `${group.title} · ${t("topic")}` : t("members", { count: (group.members ?? []).length });
    this.title.replaceChildren(
      inTopic ? topicIcon(topic, "large") : avatar(group.title, group.id),
      el("span", { class: "title-text" }, el("b", {}, inTopic ? topic.name : group.title), el("small", {}, typing ? t("typing") : under)),
    );
    this.backButton.setAttribute("aria-label", t("back"));
    this.moreButton.hidden = !inTopic || Boolean(topic.general);
    this.actorLabel.classList.toggle("alone", people.length < 2);
    this.actorLabel.firstChild.textContent = t("actingAs");
    const options = people.map((one) => el("option", { value: one.id, selected: one.id === this.actorId }, fullName(one)));
    this.actorSelect.replaceChildren(...options);
  }

  updateClosed() {
    const topic = this.topic();
    this.closedBar.hidden = !topic?.closed || !this.group()?.is_forum;
    const reopen = () => this.view.attempt(api.topic(this.id, topic.thread, "reopen", this.actorId));
    this.closedBar.replaceChildren(
      icon("lock"),
      el("span", {}, t("topicClosed")),
      el("button", { type: "button", class: "plain", on: { click: reopen } }, t("topicReopen")),
    );
  }

  onTopic(event) {
    const row = event.target.closest("[data-thread]");
    if (!row) return;
    const thread = Number(row.dataset.thread);
    this.element.classList.remove("at-topics");
    if (thread !== this.open) {
      this.open = thread;
      this.view.list.reset();
    }
    this.update();
  }

  onTopicMenu(event) {
    const row = event.target.closest("[data-thread]");
    const topic = row && this.topicList().find((one) => one.thread === Number(row.dataset.thread));
    if (!topic || topic.general) return;
    event.preventDefault();
    topicMenu(this, topic, { x: event.clientX, y: event.clientY }, row);
  }

  showTopics() {
    this.element.classList.add("at-topics");
    this.update();
  }
}

function topicIcon(topic, size = "") {
  const colour = topic.icon_color === undefined ? null : `#${topic.icon_color.toString(16).padStart(6, "0")}`;
  const node = el("span", { class: `topic-icon ${size}${topic.general ? " general" : ""}`.trim(), "aria-hidden": "true" });
  node.append(topic.general ? "#" : initials(topic.name.replace(/^#\s*\d+\s*[·:|-]?\s*/, "") || topic.name)[0]);
  if (colour) node.style.setProperty("--topic", colour);
  return node;
}
