/** One's own name, language and password. */

import { call, layoutWord } from "./api.js";
import { submitting, tell } from "./layout.js";

const profile = document.getElementById("profile");
const password = document.getElementById("change-password");

profile.addEventListener("submit", (event) => {
  event.preventDefault();
  submitting(profile, async () => {
    const { name, lang } = Object.fromEntries(new FormData(profile));
    await call("/api/agent/profile", { method: "PATCH", body: { name, lang } });
    location.replace("/agent/profile");
  });
});

password.addEventListener("submit", (event) => {
  event.preventDefault();
  submitting(password, async () => {
    const { current_password, password: chosen } = Object.fromEntries(new FormData(password));
    await call("/api/agent/profile", { method: "PATCH", body: { current_password, password: chosen } });
    password.reset();
    tell(layoutWord("done"));
  });
});
