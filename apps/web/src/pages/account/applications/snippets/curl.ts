import { lines, shellQuoted, type ClientFacts, type Snippet } from './snippet.ts'

/** Who asks, as options of curl. The id means nothing to a shell: letters, digits, `_` and `-`. */
export function credentials({ clientId, method }: ClientFacts) {
  if (method === 'client_secret_basic') return `-u "${clientId}:$CLIENT_SECRET"`
  if (method === 'client_secret_post') return `-d client_id=${clientId} --data-urlencode "client_secret=$CLIENT_SECRET"`
  return `-d client_id=${clientId}`
}

/** Tokens that need no browser on the machine that asks for them. */
export const curl: Snippet = {
  id: 'curl',
  name: 'curl',
  fits: ({ flow, method }) => flow !== 'code' && method !== 'private_key_jwt',
  write: facts => facts.flow === 'device' ? device(facts) : machine(facts),
}

const scopeOption = ({ scope }: ClientFacts) => scope === '' ? '' : ` --data-urlencode ${shellQuoted(`scope=${scope}`)}`

const machine = (facts: ClientFacts) => lines(
  `curl ${shellQuoted(`${facts.issuer}/o/token`)} ${credentials(facts)} \\`,
  `  -d grant_type=client_credentials${scopeOption(facts)}`,
)

const device = (facts: ClientFacts) => lines(
  '# 1. Show the user_code and the verification_uri of the response to the user.',
  `curl ${shellQuoted(`${facts.issuer}/o/device_authorization`)} ${credentials(facts)}${scopeOption(facts)}`,
  '',
  '# 2. Poll at the given `interval` until the user has authorized the device.',
  `curl ${shellQuoted(`${facts.issuer}/o/token`)} ${credentials(facts)} \\`,
  '  -d grant_type=urn:ietf:params:oauth:grant-type:device_code -d "device_code=$DEVICE_CODE"',
)
