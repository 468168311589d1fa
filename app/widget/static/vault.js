/** Where the visitor's token and consent are kept from page to page: by this browser, or by the shop's page; not what they open. */

import { recall, remember } from "./shared/keep.js";

const dayS = 86400;

/** @typedef {OwnVault | HostVault} Vault */

/** What our token says of itself: the session's public name, and when it was issued. Only the server can say if it is true. */
function claimsOf(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
}

/** @param {string | null} token @returns {string} the public name of its session */
export const sessionOf = (token) => claimsOf(token).session || "";

/** Whether a token is good for just what another one is, and no more than a day younger. */
function isMuchAs(token, other) {
  const [one, two] = [token, other].map(claimsOf);
  const what = ({ iat, exp, ...rest }) => JSON.stringify(rest);
  return what(one) === what(two) && one.iat - two.iat < dayS;
}

/** A page of ours, or a plain frame: this browser keeps it for us, and where that is denied, the server's cookie may. */
export class OwnVault {
  request = { remember: true };

  /** @param {string} shop */
  constructor(shop) {
    this.key = `kefu.token.${shop}`;
    this.nameKey = `kefu.session.${shop}`;
    this.consentKey = `kefu.consent.${shop}`;
  }

  get token() {
    return recall("localStorage", this.key);
  }

  get consent() {
    return recall("localStorage", this.consentKey) || "";
  }

  /** @param {string} token @param {string} name the session's */
  keep(token, name) {
    remember("localStorage", this.key, token);
    remember("localStorage", this.nameKey, name);
  }

  /** The server does not take it. */
  drop() {
    remember("localStorage", this.key, null);
  }

  /** @param {string} consent to which text */
  agree(consent) {
    remember("localStorage", this.consentKey, consent);
  }

  /**
   * Whether another tab has opened another session in the same moment. Locks cannot prevent that: they are missing over plain
   * HTTP, and in Chromium what one process stores may reach another after the lock does. The one stored last is everybody's.
   * @param {string} name the session's on this page
   */
  isSuperseded(name) {
    const stored = recall("localStorage", this.nameKey);
    return Boolean(name && stored) && stored !== name;
  }
}

/** In the frame of a shop's page that keeps it for us: here it lives in memory, and is nowhere else on our side. */
export class HostVault {
  request = {};

  /** @param {{token: string | null, consent: string}} hello @param {(type: string, more: object) => void} tell */
  constructor({ token, consent }, tell) {
    this.token = typeof token === "string" && token ? token : null;
    this.consent = typeof consent === "string" ? consent : "";
    this.tell = tell;
  }

  /**
   * What is good for the same is told again once a day: every telling makes the shop's other tabs listen.
   * @param {string} token
   */
  keep(token) {
    if (isMuchAs(token, this.token)) return;
    this.token = token;
    this.tell("token", { token });
  }

  /** The visitor has left. */
  forget() {
    this.token = null;
    this.tell("token", { token: null });
  }

  drop() {
    this.token = null; // which need not be told: another follows at once
  }

  agree(consent) {
    this.consent = consent;
    this.tell("consent", { consent });
  }

  isSuperseded() {
    return false; // the shop's page says so itself
  }
}
