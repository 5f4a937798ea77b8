import { expect } from 'vitest'
import { z } from 'zod'
import type { Browser } from './browser.ts'
import { webOrigin } from './harness.ts'
import type { RelyingParty } from './relying-party.ts'

/** Goes as far as the page that asks, and answers with the id of what it asks about. */
export async function begin(app: RelyingParty, who: Browser, more: Record<string, string | undefined> = {}) {
  const { url, checks } = await app.request(more)
  const first = await who.visit(url.pathname + url.search)
  const second = await who.visit(new URL(first.location ?? '').pathname)
  const page = new URL(second.location ?? '')
  expect([first.status, second.status, page.host]).toEqual([303, 303, new URL(webOrigin).host])
  return { uid: page.pathname.split('/').at(-1) ?? '', checks }
}

const Onwards = z.object({ redirectTo: z.string() })
/** Where a step that was answered leads. */
export const landing = (answer: { text: string }) => new URL(Onwards.parse(JSON.parse(answer.text)).redirectTo)

/** What becomes of a request that must not show anything: `code`, or the error that the application is told. */
export async function silently(app: RelyingParty, who: Browser, more: Record<string, string | undefined> = {}) {
  const { url } = await app.request({ prompt: 'none', scope: 'openid', ...more })
  const { url: landed, asked } = await app.journey(who, url)
  return landed.searchParams.get('error') ?? (landed.searchParams.has('code') ? 'code' : asked.join())
}
