import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, wireUser } from '../../../../test/fake-connection.ts'
import { visit } from '../../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const identityOf = (last: number, provider: string, label: string, displayName: string | null, avatarUrl: string | null) => ({
  id: `019a0000-0000-7000-8000-00000000000${last}`, provider, label, displayName, avatarUrl,
  createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: '2026-01-02T00:00:00.000Z',
})
const github = identityOf(1, 'github', 'GitHub', 'Mei', 'https://pictures.example/mei.png')
const wechat = identityOf(2, 'wechat', 'WeChat', '岚', 'https://pictures.example/lan.png')
const qq = identityOf(3, 'qq', 'QQ', '小满', null)

interface Pictured { avatarUrl: string | null, avatarIdentityId: string | null }

async function open(user: Pictured, identities: object[] | null, saved: Pictured = user) {
  const bodies: unknown[] = []
  const page = await visit('/account', {
    'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user: { ...wireUser, ...user } } }),
    'GET /users/me/identities': () => identities ? { status: 200, data: { identities } } : problem('internal', 500),
    'PATCH /users/me': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: { ...wireUser, ...saved } }
    },
  })
  await vi.waitFor(() => { expect(page.wrapper.find('input[name=displayName]').exists()).toBe(true) })
  await flushPromises()
  const radios = () => page.wrapper.findAll<HTMLInputElement>('input[name=avatar]')
  return {
    ...page, bodies,
    choices: () => radios().map(radio => [radio.element.closest('label')?.textContent.trim(), radio.element.checked]),
    choose: (index: number) => radios()[index]?.setValue(true),
    pictures: () => page.wrapper.findAll('header img, main img').map(image => image.attributes('src')),
  }
}

test('people choose which linked account\'s picture is shown: those that have one, and none', async () => {
  const after = { avatarUrl: wechat.avatarUrl, avatarIdentityId: wechat.id }
  const { choices, choose, press, bodies, pictures, wrapper } = await open({ avatarUrl: github.avatarUrl, avatarIdentityId: github.id }, [github, wechat, qq], after)
  expect(choices()).toEqual([['GitHubMei', true], ['WeChat岚', false], ['No picture', false]])
  await choose(1)
  await press('Save')
  expect(bodies).toEqual([{ displayName: 'Ann', username: 'ann', locale: 'en', avatar: { identityId: wechat.id } }])
  expect(wrapper.text()).toContain('Saved.')
  expect(choices().map(([, isChosen]) => isChosen)).toEqual([false, true, false])
  // In the header and at the head of the page.
  expect(pictures().filter(url => url === wechat.avatarUrl)).toHaveLength(3)
})

test('or that none is shown, and what is not touched is not sent', async () => {
  const { choose, press, bodies } = await open({ avatarUrl: github.avatarUrl, avatarIdentityId: github.id }, [github])
  await press('Save')
  await choose(1)
  await press('Save')
  expect(bodies).toEqual([{ displayName: 'Ann', username: 'ann', locale: 'en' }, { displayName: 'Ann', username: 'ann', locale: 'en', avatar: null }])
})

test('a picture of which nobody knows where it came from can be kept or given up, also when the linked accounts cannot be had', async () => {
  for (const identities of [[qq], null]) {
    const { choices } = await open({ avatarUrl: 'https://pictures.example/old.png', avatarIdentityId: null }, identities)
    expect(choices()).toEqual([['Current picture', true], ['No picture', false]])
  }
})

test('where there is no picture to choose, nothing is asked', async () => {
  const { choices, wrapper } = await open({ avatarUrl: null, avatarIdentityId: null }, [qq])
  expect(choices()).toEqual([])
  expect(wrapper.find('fieldset').exists()).toBe(false)
})
