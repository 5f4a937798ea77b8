import { useLocalTimes } from './times.js'

const button = document.querySelector('#copy')
const code = document.querySelector('#code')
const status = document.querySelector('#copied')

useLocalTimes()

if (button) {
  const usual = button.textContent
  let back
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent)
    } catch {
      // The browser keeps the clipboard to itself: selected, the code is one keystroke from copied.
      getSelection().selectAllChildren(code)
      return
    }
    button.textContent = button.dataset.copied
    status.textContent = button.dataset.copied
    clearTimeout(back)
    back = setTimeout(() => {
      button.textContent = usual
      status.textContent = ''
    }, 2000)
  })
}
