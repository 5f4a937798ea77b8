// The page: starts a sign-in, completes it after the redirect, and shows the user.
import { begin, finish } from './flow.mjs'

const { issuer, clientId } = await (await fetch('/config.json')).json()
const program = { issuer, clientId, redirectUri: `${location.origin}/` }

document.querySelector('#sign-in').addEventListener('click', async () => location.assign(await begin(program, sessionStorage)))

if (new URLSearchParams(location.search).has('state')) {
  const url = new URL(location.href)
  // Remove the code from the URL first, so that it is not reloaded, bookmarked or shared.
  history.replaceState(null, '', '/')
  const { person } = await finish(program, url, sessionStorage)
  document.querySelector('#person').textContent = JSON.stringify(person, null, 2)
}
