// What the page knows of the sandbox: state, messages, keyboards, typing; kept true by the events.
import { api, follow } from "./api.js";

const MESSAGES_MAX = 2000;
const TYPING_MILLISECONDS = 5500;
const SMS_MAX = 100;
export const GENERAL = 1;

export const store = {
  bots: [],
  people: [],
  chats: new Map(),
  messages: new Map(), // chat id -> Map(message id -> message)
  keyboards: new Map(), // chat id -> reply keyboard now shown
  typing: new Map(), // "chat/thread" -> action
  sms: [],
  online: false,
  loaded: false,
};

const listeners = new Set();
/** Hear `(topic, chat)` after each change; topics: state, messages, keyboard, typing, sms, online. */
export const subscribe = (listener) => listeners.add(listener);
const tell = (topic, chat) => listeners.forEach((listener) => listener(topic, chat));

export const person = (id) => store.people.find((one) => one.id === id);
export const bot = (id) => store.bots.find((one) => one.id === id);
export const messagesOf = (chat) => [...(store.messages.get(String(chat))?.values() ?? [])];
export const messageOf = (chat, id) => store.messages.get(String(chat))?.get(id);
export const threadOf = (message) => message.message_thread_id ?? GENERAL;
export const isGroup = (chat) => chat.type !== "private";
export const typingIn = (chat, thread = GENERAL) => store.typing.get(`${chat}/${thread}`);

/** Phones talk to bots that are not staff's; with none of that kind, to any bot. */
export function customerBots() {
  const chosen = store.bots.filter((one) => one.role === "customer");
  if (chosen.length) return chosen;
  const others = store.bots.filter((one) => one.role !== "staff");
  return others.length ? others : store.bots;
}

export const groups = () => [...store.chats.values()].filter(isGroup);
export const membersOf = (group) => (group.members ?? []).map(person).filter(Boolean);

/** People in no group; each of them gets a phone. */
export function phonePeople() {
  const inGroups = new Set(groups().flatMap((group) => group.members ?? []));
  return store.people.filter((one) => !inGroups.has(one.id));
}

function put(chat, message) {
  const key = String(chat);
  const known = store.messages.get(key) ?? new Map();
  const isNew = !known.has(message.message_id);
  known.set(message.message_id, message);
  if (known.size > MESSAGES_MAX) known.delete(known.keys().next().value);
  store.messages.set(key, known);
  return isNew;
}

async function loadState() {
  const state = await api.state();
  store.bots = state.bots ?? [];
  store.people = state.people ?? [];
  store.limits = state.limits;
  store.chats = new Map((state.chats ?? []).map((chat) => [String(chat.id), chat]));
}

async function loadChat(chat) {
  const [messages, keyboard] = await Promise.all([api.messages(chat), api.keyboard(chat)]);
  const list = Array.isArray(messages) ? messages : messages.messages;
  store.messages.set(String(chat), new Map(list.map((message) => [message.message_id, message])));
  store.keyboards.set(String(chat), keyboard?.keyboard === null ? null : keyboard);
}

async function loadAll() {
  await loadState();
  await Promise.all([...store.chats.keys()].map(loadChat));
  const { messages } = await api.sms();
  store.sms = messages.slice(-SMS_MAX);
}

let stateReload = null;
/** Fetch the state once for any number of events that ask for it at the same time. */
export function reloadState() {
  stateReload ??= loadState()
    .then(() => tell("state"))
    .finally(() => (stateReload = null));
  return stateReload;
}

/** Fetch one message again, where an event tells only that it changed. */
async function reloadMessage(chat, id) {
  const answer = await api.messages(chat, id - 1);
  const list = Array.isArray(answer) ? answer : answer.messages;
  const message = list.find((one) => one.message_id === id);
  if (message) put(chat, message);
  tell("messages", chat);
}

function setTyping(chat, thread, action) {
  const key = `${chat}/${thread}`;
  clearTimeout(store.typing.get(key)?.timer);
  const timer = setTimeout(() => clearTyping(chat, thread), TYPING_MILLISECONDS);
  store.typing.set(key, { action, timer });
  tell("typing", chat);
}

function clearTyping(chat, thread) {
  const key = `${chat}/${thread}`;
  clearTimeout(store.typing.get(key)?.timer);
  if (store.typing.delete(key)) tell("typing", chat);
}

const APPLY = {
  message({ chat, message }) {
    const isNew = put(chat, message);
    clearTyping(chat, threadOf(message));
    tell("messages", chat);
    if (isNew) tell("arrived", chat);
  },
  edited({ chat, message }) {
    put(chat, message);
    tell("messages", chat);
  },
  deleted({ chat, message_ids: ids }) {
    for (const id of ids) store.messages.get(String(chat))?.delete(id);
    tell("messages", chat);
  },
  reaction: ({ chat, message_id: id }) => reloadMessage(chat, id),
  async keyboard({ chat }) {
    const keyboard = await api.keyboard(chat);
    store.keyboards.set(String(chat), keyboard?.keyboard === null ? null : keyboard);
    tell("keyboard", chat);
  },
  action: ({ chat, action, thread }) => setTyping(chat, thread ?? GENERAL, action),
  topic: reloadState,
  chat: reloadState,
  person: reloadState,
  bot: reloadState,
  async sms({ phone, text }) {
    const { messages } = await api.sms();
    store.sms = messages.slice(-SMS_MAX);
    const arrived = store.sms.findLast((one) => one.phone === phone && one.text === text);
    tell("sms", arrived ?? { phone, text });
  },
};

/** Load everything and stay connected; events that come during a (re)load wait for its end. */
export function connect(onError) {
  let waiting = null;
  const apply = (event) => Promise.resolve(APPLY[event.type]?.(event)).catch(onError);
  follow({
    async onOpen() {
      const mine = (waiting = []);
      try {
        await loadAll();
      } catch (error) {
        onError(error);
      }
      if (waiting !== mine) return;
      waiting = null;
      store.online = true;
      store.loaded = true;
      for (const topic of ["online", "state", "messages", "keyboard"]) tell(topic);
      mine.forEach(apply);
    },
    onEvent: (event) => (waiting ? waiting.push(event) : apply(event)),
    onDrop() {
      store.online = false;
      tell("online");
    },
  });
}
