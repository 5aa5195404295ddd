// The page: header, stage of phones and desks, tabs on narrow screens; redraws what a change touches.
import { ApiError, api } from "./api.js";
import { Desk } from "./desk.js";
import { avatar, button, el, icon } from "./dom.js";
import { addPhone, CallsDrawer, samePhone, SmsDrawer } from "./drawers.js";
import { toast } from "./overlays.js";
import { Phone } from "./phone.js";
import { connect, groups, phonePeople, reloadState, store, subscribe } from "./store.js";
import { language, setLanguage, t } from "./words.js";

const LOOKS = ["day", "night", "light"];
const LOOK_ICONS = { day: "contrast", night: "moon", light: "sun" };
const LOOK_STORED = "sandbox-look";
const STATUS_CLOCK_MILLISECONDS = 20_000;

const panels = new Map(); // "phone-1", "desk--100" -> Phone or Desk
let active = null;
let limitsOn = false;
let look = LOOKS.includes(localStorage.getItem(LOOK_STORED)) ? localStorage.getItem(LOOK_STORED) : "day";

const stage = document.querySelector("#stage");
const tabs = document.querySelector("#tabs");
const header = document.querySelector("#header");
const smsDrawer = new SmsDrawer();
const callsDrawer = new CallsDrawer();
let smsUnseen = 0;

function onError(error) {
  if (!(error instanceof ApiError)) throw error;
  toast(document.body, error.message === "unreachable" ? t("unreachable") : error.message);
}

function headerButton(key, glyph, testid, onClick, extra = []) {
  const label = t(key);
  const attributes = { type: "button", class: "header-button", title: label, "aria-label": label, data: { testid } };
  return el("button", { ...attributes, on: { click: onClick } }, icon(glyph), el("span", { class: "header-label" }, label), extra);
}

function drawHeader() {
  const smsButton = headerButton("sms", "sms", "sms", () => openDrawer(smsDrawer, "sms"));
  if (smsUnseen) smsButton.append(el("span", { class: "badge" }, smsUnseen));
  const limits = headerButton("limits", "limits", "limits", toggleLimits, [el("i", { class: "switch" })]);
  limits.setAttribute("role", "switch");
  limits.setAttribute("aria-checked", String(limitsOn));
  limits.title = t("limitsHint");
  const languageButton = el(
    "button",
    { type: "button", class: "header-button wordy", title: t("languageHint"), data: { testid: "language" }, on: { click: switchLanguage } },
    t("language"),
  );
  const online = el("span", { class: `online${store.online ? "" : " off"}`, role: "status" }, el("i"), t(store.online ? "live" : "reconnecting"));
  header.replaceChildren(
    el("h1", {}, icon("send"), el("span", {}, t("title"))),
    online,
    el(
      "div",
      { class: "header-buttons" },
      headerButton("addPhone", "plus", "add-phone", onAddPhone),
      smsButton,
      headerButton("calls", "calls", "calls", () => openDrawer(callsDrawer, "calls")),
      limits,
      button(t("theme"), LOOK_ICONS[look], switchLook, { class: "header-button", "data-testid": "theme" }),
      languageButton,
    ),
  );
  document.title = t("title");
}

function openDrawer(drawer, testid) {
  const other = drawer === smsDrawer ? callsDrawer : smsDrawer;
  if (!other.element.hidden) other.show(false);
  if (drawer === smsDrawer) smsUnseen = 0;
  drawHeader();
  drawer.toggle(header.querySelector(`[data-testid="${testid}"]`));
}

async function toggleLimits() {
  try {
    await api.limits(!limitsOn);
    limitsOn = !limitsOn;
    drawHeader();
  } catch (error) {
    onError(error);
  }
}

function switchLook() {
  look = LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length];
  localStorage.setItem(LOOK_STORED, look);
  document.documentElement.dataset.look = look;
  drawHeader();
  header.querySelector('[data-testid="theme"]').focus();
}

function switchLanguage() {
  setLanguage(language() === "zh" ? "en" : "zh");
  drawAll();
  header.querySelector('[data-testid="language"]').focus();
}

async function onAddPhone() {
  try {
    const id = await addPhone();
    if (id === null) return;
    await reloadState();
    activate(`phone-${id}`);
    panels.get(`phone-${id}`)?.element.scrollIntoView({ inline: "center", behavior: "smooth" });
  } catch (error) {
    onError(error);
  }
}

/** Make and remove panels so that they match the people and groups. */
function layOut() {
  if (typeof store.limits === "boolean") limitsOn = store.limits;
  const wanted = [
    ...phonePeople().map(({ id }) => [`phone-${id}`, () => new Phone(id)]),
    ...groups().map(({ id }) => [`desk-${id}`, () => new Desk(id)]),
  ];
  const keys = new Set(wanted.map(([key]) => key));
  for (const [key, panel] of panels) {
    if (keys.has(key)) continue;
    panel.element.remove();
    panels.delete(key);
  }
  for (const [key, make] of wanted) {
    if (!panels.has(key)) panels.set(key, make());
    stage.append(panels.get(key).element);
  }
  if (!panels.has(active)) activate(panels.keys().next().value ?? null);
}

function activate(key) {
  active = key;
  for (const [name, panel] of panels) panel.element.classList.toggle("active", name === key);
  const panel = panels.get(key);
  panel?.update();
  panel?.markSeen();
  drawTabs();
}

function drawTabs() {
  const rows = [...panels].map(([key, panel]) => {
    const isActive = key === active;
    if (isActive && panel instanceof Phone) panel.markSeen();
    const count = isActive && panel instanceof Phone ? 0 : panel.unread();
    return el(
      "button",
      { type: "button", "aria-current": isActive ? "true" : null, data: { testid: `tab-${key}` }, on: { click: () => activate(key) } },
      panel instanceof Desk ? el("span", { class: "avatar desk-glyph" }, icon("users")) : avatar(panel.label(), panel.id),
      el("span", { class: "tab-label" }, panel.label()),
      count > 0 && el("span", { class: "badge" }, count),
    );
  });
  tabs.replaceChildren(...rows);
}

function drawNobody() {
  document.querySelector("#nobody").hidden = !store.loaded || panels.size > 0;
  document.querySelector("#nobody b").textContent = t(store.bots.length ? "nobody" : "noBot");
  document.querySelector("#nobody span").textContent = t(store.bots.length ? "nobodyHint" : "noBotHint");
}

function drawAll() {
  drawHeader();
  layOut();
  for (const panel of panels.values()) panel.update();
  smsDrawer.update();
  callsDrawer.update();
  drawNobody();
  drawTabs();
}

function onSms(message) {
  for (const panel of panels.values()) {
    if (panel instanceof Phone && samePhone(panel.person()?.phone, message.phone)) panel.notify(message);
  }
  if (smsDrawer.element.hidden) smsUnseen += 1;
  smsDrawer.update();
  drawHeader();
}

const DRAW = {
  online: drawHeader,
  state: drawAll,
  sms: onSms,
  messages: drawChat,
  keyboard: drawChat,
  typing: drawChat,
};

function drawChat(chat) {
  for (const panel of panels.values()) {
    if (chat === undefined || String(panel.chat()) === String(chat)) panel.update();
  }
  drawTabs();
}

setLanguage(language());
document.documentElement.dataset.look = look;
document.body.append(smsDrawer.element, callsDrawer.element);
subscribe((topic, chat) => DRAW[topic]?.(chat));
setInterval(() => [...panels.values()].forEach((panel) => panel.tick?.()), STATUS_CLOCK_MILLISECONDS);
drawHeader();
connect(onError);
