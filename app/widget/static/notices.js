/** What a message tells of people beyond its words: who is there, until when it is closed, what was left; it draws nothing. */

/** @type {Record<string, (params: any) => Partial<import("./desk.js").Facts>>} */
const meanings = {
  queued: () => ({ people_online: true, open_now: true }),
  queued_nobody: () => ({ people_online: false, open_now: true }),
  after_hours: ({ opens_at = null }) => ({ open_now: false, opens_at }),
  after_hours_kept: ({ opens_at = null }) => ({ open_now: false, opens_at }),
  waited_too_long: () => ({ open_now: true, opens_at: null }),
  agent_gone: () => ({ people_online: true, open_now: true }),
  offline_kept: ({ email }) => ({ email }),
  offline_kept_here: ({ email }) => ({ email }),
};

/** @param {import("./api.js").Message} message @param {import("./desk.js").Facts} facts what is known, to be set right */
export function learnFrom({ id, role, code, params = {} }, facts) {
  if (role === "visitor") facts.isReleased = false;
  if (code === "released") facts.isReleased = true;
  // What was left has been dealt with, or is not waited for any more.
  if (role === "agent" || code === "closed_by_agent") facts.email = "";
  if (code === "released" || code?.startsWith("closed_")) facts.endedBy = id;
  Object.assign(facts, meanings[code]?.(params));
}
