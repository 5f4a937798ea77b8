import { useLocalTimes } from './times.js'

const connection = document.querySelector('#connection')
const deletion = document.querySelector('#deletion')
const deleteAll = document.querySelector('#delete-all')

/** The page as it is now. Asked for as a document: text is never turned into markup here. */
const currentPage = () => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open('GET', location.href)
  request.responseType = 'document'
  request.onload = () => request.status === 200 && request.response ? resolve(request.response) : reject(new Error('no page'))
  request.onerror = () => reject(new Error('no answer'))
  request.send()
})

/** Takes over what differs, so that a screen reader hears changes only, and leaves the focus where it was. */
function takeOver(page) {
  const focused = document.activeElement?.id
  for (const old of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(old.id)
    if (!fresh) continue
    if (old === deleteAll) offerDeletion(Number(fresh.dataset.total))
    else if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...document.importNode(fresh, true).childNodes)
  }
  useLocalTimes()
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true })
}

let running = false
let again = false
/** One request at a time; whatever arrives meanwhile is in the next. */
async function refresh() {
  again = true
  if (running) return
  running = true
  while (again) {
    again = false
    await currentPage().then(takeOver, () => {})
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  running = false
}

let changes
/** Only while the page can be seen: a browser has few connections for one host, and hidden tabs would use them up. */
function follow() {
  changes?.close()
  if (document.hidden) return
  changes = new EventSource('/inbox/changes')
  changes.onopen = () => {
    say(true)
    void refresh()
  }
  changes.onmessage = refresh
  changes.onerror = () => say(false)
}

function say(connected) {
  connection.hidden = false
  connection.classList.toggle('lost', !connected)
  connection.textContent = connected ? connection.dataset.liveText : connection.dataset.lostText
}

const offerDeletion = (total) => { deleteAll.hidden = total === 0 }

useLocalTimes()
offerDeletion(Number(deleteAll.dataset.total))
follow()
document.addEventListener('visibilitychange', follow)

deleteAll.addEventListener('click', () => deletion.showModal())
deletion.addEventListener('close', async () => {
  if (deletion.returnValue !== 'delete') return
  deletion.returnValue = ''
  await fetch('/inbox/messages', { method: 'DELETE' })
  await refresh()
  document.querySelector('#main').focus()
})
