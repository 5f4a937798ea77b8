// Before the first paint: the theme and the language that were chosen, so that nothing flashes. The rest is in src/preferences.
try {
  var root = document.documentElement
  var theme = localStorage.getItem('gatehouse-theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  root.lang = localStorage.getItem('gatehouse-language') || (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en')
} catch {
  // Storage is forbidden: the system's theme it is.
}
