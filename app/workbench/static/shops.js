/** The list of shops: a new one is made here, and its page opened. */

import { Saved } from "./shop_form.js";

/** @param {string} id */
function value(id) {
  return document.getElementById(id).value.trim();
}

new Saved(document.getElementById("new-shop"), {
  method: "POST",
  path: "/api/admin/shops",
  read: () => ({ id: value("id"), names: { zh: value("name-zh"), en: value("name-en") } }),
  saved: (shop) => location.assign(`/agent/admin/shops/${shop.id}${location.search}`),
});
