// A key that could not be used says so beside its button; the library would tell the console alone.
const BUTTONS = "#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate";
let told = null;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  told?.remove();
  told = document.getElementById("passkey_failed").content.firstElementChild.cloneNode(true);
  document.querySelector(BUTTONS).closest(".actions, .row").before(told);
});
