// The sandbox's control API, and its stream of events.
const BASE = "/sandbox/api";
const RETRY_MILLISECONDS = 1500;

export class ApiError extends Error {}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError("unreachable", { cause });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

const chatPath = (chat) => `/chats/${encodeURIComponent(chat)}`;
const messagePath = (chat, id) => `${chatPath(chat)}/messages/${id}`;

export const api = {
  state: () => call("GET", "/state"),
  messages: (chat, after = 0) => call("GET", `${chatPath(chat)}/messages?after=${after}`),
  keyboard: (chat) => call("GET", `${chatPath(chat)}/keyboard`),
  send: (chat, message) => call("POST", `${chatPath(chat)}/messages`, message),
  edit: (chat, id, from, text) => call("PATCH", messagePath(chat, id), { from, text }),
  remove: (chat, id, from) => call("DELETE", messagePath(chat, id), { from }),
  press: (chat, id, from, position) => call("POST", `${messagePath(chat, id)}/press`, { from, button: position }),
  react: (chat, id, from, emoji) => call("POST", `${messagePath(chat, id)}/react`, { from, emoji }),
  block: (chat, from, on) => call("POST", `${chatPath(chat)}/${on ? "block" : "unblock"}`, { from }),
  topic: (chat, thread, act, from) => call("POST", `${chatPath(chat)}/topics/${thread}/${act}`, { from }),
  addPerson: (person) => call("POST", "/people", person),
  calls: (after) => call("GET", `/calls?after=${after}`),
  sms: () => call("GET", "/sms"),
  limits: (on) => call("POST", "/limits", { on }),
};

/** Follow the events for ever: `onOpen` after every (re)connection, `onEvent` for each, `onDrop` when it breaks. */
export function follow({ onOpen, onEvent, onDrop }) {
  const source = new EventSource(`${BASE}/events`);
  source.addEventListener("open", onOpen);
  source.addEventListener("message", ({ data }) => onEvent(JSON.parse(data)));
  source.addEventListener("error", () => {
    onDrop();
    // The browser reconnects by itself, except after an answer that was not an event stream.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => follow({ onOpen, onEvent, onDrop }), RETRY_MILLISECONDS);
    }
  });
}
