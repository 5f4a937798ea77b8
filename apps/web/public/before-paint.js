// Before the first paint: the theme and the language that were chosen, so that nothing flashes. The rest is in src/preferences.
try {
  var root = document.documentElement
  var theme = localStorage.getItem('gatehouse-theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  root.lang = localStorage.getItem('gatehouse-language') || (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en')
} catch {
  // Storage is forbidden: the system's theme it is.
}

// A script or style sheet that was lost on the way: nothing is typed yet, so loading the document anew costs nothing. Once; then we say so.
addEventListener('error', function (event) {
  var isFile = event.target instanceof HTMLScriptElement || event.target instanceof HTMLLinkElement
  var app = document.getElementById('app')
  if (!isFile || (app && app.hasChildNodes())) return
  var before
  try {
    before = Number(sessionStorage.getItem('gatehouse-reloaded-at'))
    sessionStorage.setItem('gatehouse-reloaded-at', String(Date.now()))
  } catch {
    before = Date.now()
  }
  // As src/routing/outdated-pages.ts: another reload within ten seconds would not help either.
  if (navigator.onLine && Date.now() - before > 10000) return location.reload()
  addEventListener('DOMContentLoaded', show)
  show()
  function show() {
    var notice = document.getElementById('unavailable')
    if (notice) notice.hidden = false
  }
}, true)
