// What the page does: begins a sign-in, finishes it when the browser comes back, shows who it is.
import { begin, finish } from './flow.mjs'

const { issuer, clientId } = await (await fetch('/config.json')).json()
const program = { issuer, clientId, redirectUri: `${location.origin}/` }

document.querySelector('#sign-in').addEventListener('click', async () => location.assign(await begin(program, sessionStorage)))

if (new URLSearchParams(location.search).has('state')) {
  const url = new URL(location.href)
  // Out of the address before anything else: nobody reloads, bookmarks or sends on a code.
  history.replaceState(null, '', '/')
  const { person } = await finish(program, url, sessionStorage)
  document.querySelector('#person').textContent = JSON.stringify(person, null, 2)
}
