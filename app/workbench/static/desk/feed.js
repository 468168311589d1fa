/** The agent's event stream: what it asks for next, and what it does when it is refused. */

import { leaveForDoor, refresh } from "../api.js";
import { Stream } from "../shared/stream.js";
import { readerHeaders } from "./calls.js";

const quietTabMs = 15000;

/**
 * @param {{talk: import("./talk.js").Talk, onFrame: (frame: import("../shared/stream.js").Frame) => void,
 *   onState: (state: string) => void, mayRest: () => boolean}} owner `mayRest` tells whether a hidden tab is needed by nobody
 */
export function buildFeed({ talk, onFrame, onState, mayRest }) {
  const stream = new Stream({
    request: () => {
      const isOpen = talk.name && talk.lastId;
      return {
        path: `/api/agent/events${isOpen ? `?session=${encodeURIComponent(talk.name)}` : ""}`,
        headers: { ...readerHeaders, ...(isOpen ? { "Last-Event-ID": talk.lastId } : {}) },
      };
    },
    onFrame,
    onState,
    onHeard: () => {},
    onRefused: async (status) => {
      if (status === 404) return talk.reread();
      if (!(await refresh())) leaveForDoor();
    },
  });
  // A browser has few connections to one server: of the tabs that nobody looks at, only the one that rings keeps its stream.
  // When that one is closed, another rings, and takes its stream up again: its agent is still there.
  setInterval(() => document.hidden && (mayRest() ? stream.stop() : stream.start()), quietTabMs);
  document.addEventListener("visibilitychange", () => document.hidden || stream.start());
  return stream;
}
