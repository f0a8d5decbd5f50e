/* Shows what needs a script and a passkey, and says so when a passkey was not used. */
document.addEventListener('DOMContentLoaded', function () {
  if (!window.PublicKeyCredential) { return }
  document.querySelectorAll('[data-passkey]').forEach(function (part) { part.hidden = false })
  document.querySelectorAll('[data-no-passkey]').forEach(function (part) { part.hidden = true })
})
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  document.querySelectorAll('[data-passkey-error]').forEach(function (part) {
    part.hidden = false
    part.focus()
  })
})
