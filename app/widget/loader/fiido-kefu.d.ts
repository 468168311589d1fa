/**
 * Fiido Kefu on a shop's page. Served beside the script as /sdk/fiido-kefu.d.ts: copy it into your project, or name it
 * in a `/// <reference path="…" />`.
 */

/** Who the visitor is. With `token`, or with `id` and `hash`, they are verified and find their conversations anywhere. */
interface FiidoKefuUser {
  /** A JWT (HS256) that your server signed with the shop's secret: `sub`, `exp`, and `name`, `email`, `attributes`. */
  token?: string;
  /** Your own id of the customer. */
  id?: string | number;
  /** Hexadecimal HMAC-SHA256 of `id` by the shop's secret, computed by your server. */
  hash?: string;
  name?: string;
  email?: string;
}

type FiidoKefuAttributes = Record<string, string | number | boolean>;

interface FiidoKefuSettings {
  /** Where Fiido Kefu lives, e.g. https://kefu.example.com; by default where the script came from. */
  serverUrl?: string;
  /** The shop's id; by default the shop that lists the page's origin. */
  shop?: string;
  position?: "bottom-right" | "bottom-left";
  theme?: "light" | "dark" | "auto";
  /** A hexadecimal colour, e.g. #0f766e. */
  color?: string;
  /** By default the page's own language (`<html lang>`), else the browser's. */
  lang?: "zh" | "en";
  welcomeMessage?: string;
  welcomeMessageZh?: string;
  welcomeMessageEn?: string;
  launcher?: {
    /** Words beside the icon. */
    text?: string;
    textZh?: string;
    textEn?: string;
    /** One character in place of the speech bubble, e.g. "?" */
    icon?: string;
  };
  /** Distance from the edges in pixels; 20 by default. */
  offset?: { x?: number; y?: number };
  zIndex?: number;
  hideLauncher?: boolean;
  /** Offer help after so many seconds on pages of that path; `*` stands for anything. */
  proactive?: { after: number; pages?: string; message?: string; messageZh?: string; messageEn?: string };
  user?: FiidoKefuUser;
  attributes?: FiidoKefuAttributes;
  /** false: nothing happens before `init` is called. */
  autoInit?: boolean;
}

type FiidoKefuStatus = "bot_active" | "pending_manual" | "manual_live" | "after_hours_email" | "closed";

interface FiidoKefuAgent {
  id: string;
  name: string;
}

/** What each event tells. On `window` the same come as `fiido-kefu:<name>`, with this as `detail`. */
interface FiidoKefuEvents {
  ready: Record<string, never>;
  open: Record<string, never>;
  close: Record<string, never>;
  "message:sent": { id: string; text: string };
  "message:received": { id: string; role: "ai" | "agent"; text: string; agent?: FiidoKefuAgent };
  "unread:change": { count: number };
  "handoff:requested": { status: FiidoKefuStatus };
  "agent:joined": { agent: FiidoKefuAgent };
  "agent:left": { agent: FiidoKefuAgent };
  "ai:resumed": Record<string, never>;
  "status:change": { status: FiidoKefuStatus; previous: FiidoKefuStatus };
  rating: { score: number };
  error: { code: string; detail?: string };
}

interface FiidoKefuMethods {
  /** Begin, or change what is given. Resolves when the launcher is there. */
  init(settings?: FiidoKefuSettings): Promise<void>;
  update(settings: FiidoKefuSettings): Promise<void>;
  /** Take everything away again. */
  destroy(): void;
  open(): void;
  close(): void;
  toggle(): void;
  /** Show the launcher. */
  show(): Promise<void>;
  /** Hide the launcher, and the chat with it. */
  hide(): Promise<void>;
  isOpen(): boolean;
  /** Say something as the visitor. Resolves when it is kept; rejects with a `code` otherwise. */
  sendMessage(text: string): Promise<{ message_id: string }>;
  /** Put a text into the field, unless the visitor has begun to write. */
  prefill(text: string): Promise<void>;
  /** Who the visitor is. Resolves at once with undefined while the chat has not been wanted yet; it is told then. */
  setUser(user: FiidoKefuUser): Promise<{ identity: "none" | "unverified" | "verified" | "refused"; user: { id: string; name: string; verified: boolean } | null; problem: "IDENTITY_INVALID" | "IDENTITY_EXPIRED" | null } | undefined>;
  /** Forget the visitor; the next conversation is a new one. */
  logout(): Promise<void>;
  setAttributes(attributes: FiidoKefuAttributes): Promise<void>;
  setLocale(lang: "zh" | "en"): Promise<void>;
  setTheme(theme: "light" | "dark" | "auto"): Promise<void>;
  /** Ask for a person. */
  requestHuman(): Promise<{ status: FiidoKefuStatus }>;
  /** Returns what ends it. */
  on<Name extends keyof FiidoKefuEvents>(name: Name, callback: (detail: FiidoKefuEvents[Name]) => void): () => void;
  once<Name extends keyof FiidoKefuEvents>(name: Name, callback: (detail: FiidoKefuEvents[Name]) => void): () => void;
  off<Name extends keyof FiidoKefuEvents>(name?: Name, callback?: (detail: FiidoKefuEvents[Name]) => void): void;
  /** Resolves when the launcher is there. */
  readonly ready: Promise<void>;
}

interface FiidoKefuGlobal extends FiidoKefuMethods {
  /** `FiidoKefu("open")`, also before the script has loaded, with the stub of the documentation. */
  <Name extends Exclude<keyof FiidoKefuMethods, "ready">>(name: Name, ...rest: Parameters<FiidoKefuMethods[Name]>): ReturnType<FiidoKefuMethods[Name]>;
  /** The same chat once more. */
  new (settings?: FiidoKefuSettings): FiidoKefuMethods;
}

declare var FiidoKefu: FiidoKefuGlobal;

interface Window {
  FiidoKefu: FiidoKefuGlobal;
  FiidoKefuConfig?: FiidoKefuSettings;
}

interface WindowEventMap {
  "fiido-kefu:ready": CustomEvent<FiidoKefuEvents["ready"]>;
  "fiido-kefu:open": CustomEvent<FiidoKefuEvents["open"]>;
  "fiido-kefu:close": CustomEvent<FiidoKefuEvents["close"]>;
  "fiido-kefu:message:sent": CustomEvent<FiidoKefuEvents["message:sent"]>;
  "fiido-kefu:message:received": CustomEvent<FiidoKefuEvents["message:received"]>;
  "fiido-kefu:unread:change": CustomEvent<FiidoKefuEvents["unread:change"]>;
  "fiido-kefu:handoff:requested": CustomEvent<FiidoKefuEvents["handoff:requested"]>;
  "fiido-kefu:agent:joined": CustomEvent<FiidoKefuEvents["agent:joined"]>;
  "fiido-kefu:agent:left": CustomEvent<FiidoKefuEvents["agent:left"]>;
  "fiido-kefu:ai:resumed": CustomEvent<FiidoKefuEvents["ai:resumed"]>;
  "fiido-kefu:status:change": CustomEvent<FiidoKefuEvents["status:change"]>;
  "fiido-kefu:rating": CustomEvent<FiidoKefuEvents["rating"]>;
  "fiido-kefu:error": CustomEvent<FiidoKefuEvents["error"]>;
}
