/** The events for the shop's page: all are window events, so that one listener's fault is nobody else's. */

const space = "fiido-kefu:";
const heard = [];

/** @param {string} name @param {(detail: any) => void} callback @returns {() => void} what ends it */
export function on(name, callback, isOnce) {
  const listener = ({ detail }) => {
    if (isOnce) end();
    callback(detail);
  };
  const end = () => window.removeEventListener(space + name, listener);
  heard.push([name, callback, end]);
  window.addEventListener(space + name, listener);
  return end;
}

/** End one callback, or all of that event, or all. @param {string} [name] @param {Function} [callback] */
export function off(name, callback) {
  for (const [its, one, end] of heard) if ((!name || its === name) && (!callback || one === callback)) end();
}

/** @param {string} name @param {any} [detail] */
export const emit = (name, detail = {}) => window.dispatchEvent(new CustomEvent(space + name, { detail }));
