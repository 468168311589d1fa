/** The shops' pages' calls to the server: JSON in, JSON out, refusals as `Refusal`; a JWT that has run out is renewed once. */

const patienceMs = 15000;

/** The server said no: `status` (0 where nobody answered), `detail` to show, and which `field` is meant ("" for none). */
export class Refusal extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, errors?: {field: string}[]}} body */
  constructor(status, body = {}) {
    super(body.code || `status ${status}`);
    this.status = status;
    this.detail = body.detail || "";
    this.field = body.errors?.[0]?.field || "";
  }
}

/** @returns {Promise<any>} the JSON answer; raises Refusal */
export async function call(method, path, body) {
  try {
    return await once(method, path, body);
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal;
  }
  await once("POST", "/api/agent/refresh", {});
  return once(method, path, body);
}

async function once(method, path, body) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(patienceMs) });
  } catch {
    throw new Refusal(0);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}
