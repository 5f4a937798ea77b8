import type { BrowserContext, Request, Route } from '@playwright/test'
import type { Language } from '../support/words.ts'
import { usual } from './people.ts'
import type { Answer, State } from './state.ts'

/** Answers what a page asks the API as its state says, and knows what is still to be answered. */
export async function answerAs(context: BrowserContext, { user, answers = {} }: State, { apiUrl, webUrl, language }: { apiUrl: string, webUrl: string, language: Language }) {
  const all: Record<string, Answer> = { ...usual(user), ...answers }
  // Accounts are of the language of the pages, which would otherwise turn to theirs.
  const written = (data: unknown) => JSON.stringify(data, (key, value: unknown) => key === 'locale' ? language : value)
  const asked = new Map<string, number>()
  const open = new Set<Request>()
  /** Whatever nobody has said how to answer. */
  const unknown: string[] = []

  async function answer(route: Route) {
    const request = route.request()
    const name = `${request.method()} ${decodeURIComponent(new URL(request.url()).pathname)}`
    const told = all[name]
    const turn = asked.get(name) ?? 0
    asked.set(name, turn + 1)
    if (told === undefined) unknown.push(name)
    if (told === 'held') return void open.delete(request)
    if (told === undefined || told === 'cut') return route.abort('connectionfailed')
    const { status, data } = Array.isArray(told) ? told[Math.min(turn, told.length - 1)] ?? { status: 204 } : told
    await route.fulfill({
      status, headers: { 'access-control-allow-origin': webUrl, 'access-control-allow-credentials': 'true' },
      ...(data !== undefined && { contentType: status < 400 ? 'application/json' : 'application/problem+json', body: written(data) }),
    })
  }

  context.on('request', request => open.add(request))
  context.on('requestfinished', request => open.delete(request))
  context.on('requestfailed', request => open.delete(request))
  await context.route(url => url.href.startsWith(`${apiUrl}/`), answer)
  return { unknown, isQuiet: () => open.size === 0 }
}
