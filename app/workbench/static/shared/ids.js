/** The order of event ids ("ms-seq"), which is the order in which the server let things in. */

/** Whether an event id comes after another; an absent one is before all. @param {string} id @param {string} than */
export function isLater(id, than) {
  if (!than) return true;
  const [a, b] = [id, than].map((one) => /(\d+)(?:-(\d+))?$/.exec(one));
  if (!a || !b) return id !== than;
  return Number(a[1]) - Number(b[1]) > 0 || (a[1] === b[1] && Number(a[2] || 0) > Number(b[2] || 0));
}
