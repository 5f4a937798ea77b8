import type { Harness } from './harness.ts'
import type { Browser } from './browser.ts'
import { createFakeProviders, upstreamPerson } from './fake-providers.ts'
import { harness } from './harness.ts'
import type { UpstreamIdentity } from '../src/providers/identity.ts'
import type { UpstreamError } from '../src/providers/upstream-error.ts'

export const mei = upstreamPerson({ subject: 'subject-4711', displayName: 'Mei 🌿', avatarUrl: 'https://pictures.example/mei.png' })

/** An application with providers that people can go to and come back from. */
export async function federated(options: Parameters<typeof harness>[0] = {}) {
  const providers = createFakeProviders()
  const h: Harness = await harness({ providers, ...options })
  return { ...h, providers, ...visitsTo(providers) }
}

/** Going to providers and coming back. */
export function visitsTo(providers: ReturnType<typeof createFakeProviders>) {
  /** Presses the button; answers with the state that the browser takes along. */
  async function begin(who: Browser, provider = 'github', body: object = {}) {
    const answer = await who.post(`/oauth/${provider}/authorization`, body)
    if (answer.status !== 200) throw new Error(`not begun: ${JSON.stringify(answer.body)}`)
    return new URL(answer.body.loginUrl).searchParams.get('state') ?? ''
  }

  const finish = (who: Browser, provider: string, answer: object) => who.post(`/oauth/${provider}/callback`, answer)

  return {
    begin, finish,

    /** The whole way there and back. */
    async visit(who: Browser, provider: string, identity: UpstreamIdentity | UpstreamError, body: object = {}) {
      const state = await begin(who, provider, body)
      return finish(who, provider, { state, code: providers.agree(state, identity) })
    },
  }
}
