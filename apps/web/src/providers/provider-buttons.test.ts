import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { problem, type Answer } from '../../test/fake-connection.ts'
import { around, fakeDependencies } from '../../test/gatehouse.ts'
import { withProviders } from '../../test/providers.ts'
import { readAttempt } from './attempt.ts'
import { keepLastUsed } from './last-used.ts'
import { laterMarks } from './later-marks.ts'
import { marks } from './marks.ts'
import ProviderButtons from './provider-buttons.vue'

interface World { replies?: NonNullable<Parameters<typeof fakeDependencies>[0]>, last?: string, remember?: boolean, preferred?: string[] }

async function open({ replies = withProviders, last, remember = false, preferred = ['en'] }: World = {}) {
  const world = await fakeDependencies(replies, { preferred })
  if (last) keepLastUsed(world.dependencies.memory, last)
  const wrapper = mount(ProviderButtons, { attachTo: document.body, global: around(world.dependencies), props: { next: '/account/data', remember } })
  await flushPromises()
  return { ...world, wrapper, names: () => wrapper.findAll('button').map(button => button.attributes('aria-label')) }
}

const begin = (answer: Answer, heard: (body: unknown) => void = () => undefined) => ({
  ...withProviders,
  'POST /oauth/github/authorization': ({ body }: { body: unknown }) => {
    heard(body)
    return answer
  },
})

test('providers are in the order of the API', async () => {
  const { names } = await open()
  expect(names()).toEqual(['Continue with QQ', 'Continue with 微博', 'Continue with GitHub'])
})

test('the one that was used last says so, in the place that the operator gave it', async () => {
  const { names, wrapper } = await open({ last: 'github' })
  expect(names()).toEqual(['Continue with QQ', 'Continue with 微博', 'Continue with GitHub, used last time'])
  expect(wrapper.findAll('button')[2]?.text()).toContain('Last used')
})

const many = { 'GET /oauth/providers': () => ({ status: 200, data: { providers: ['a', 'b', 'c', 'd', 'e', 'f'].map(id => ({ id, label: id.toUpperCase(), icon: 'key' })) } }) }

test('of many the first four are shown, and the others when somebody asks, who goes on at the first of them', async () => {
  const { wrapper } = await open({ replies: many })
  const buttons = () => wrapper.findAll('li button').map(button => button.text().slice(-1))
  expect(buttons().join('')).toBe('ABCD')
  const more = wrapper.get('button[aria-expanded]')
  expect([more.text(), more.attributes('aria-expanded'), wrapper.find(`ul[id="${more.attributes('aria-controls')}"]`).exists()]).toEqual(['More ways to sign in', 'false', true])
  await more.trigger('click')
  await flushPromises()
  expect(buttons().join('')).toBe('ABCDEF')
  expect(document.activeElement?.textContent?.trim().slice(-1)).toBe('E')
  expect(wrapper.find('button[aria-expanded]').exists()).toBe(false)
  wrapper.unmount()
})

test('where the one that was used last is not among the first, all are shown', async () => {
  const { names } = await open({ replies: many, last: 'f' })
  expect(names()).toHaveLength(6)
  expect(names().at(-1)).toBe('Continue with F, used last time')
})

test('each provider that is built in has a mark, in its own colours', () => {
  const all = new Map([...Object.entries(marks), ...laterMarks])
  expect([...all.keys()].sort()).toEqual(['dingtalk', 'feishu', 'gitee', 'github', 'google', 'openid', 'qq', 'wechat', 'weibo'])
  const colours = (name: string) => all.get(name)?.map(([colour]) => colour)
  expect(colours('google')).toEqual(['#4285f4', '#34a853', '#fbbc05', '#ea4335'])
  // Black on light grounds, white on dark ones.
  expect(colours('github')).toEqual([null])
  for (const name of ['qq', 'wechat', 'weibo', 'gitee', 'feishu', 'dingtalk']) expect([name, colours(name)?.every(colour => /^#[0-9a-f]{6}$/.test(colour ?? ''))]).toEqual([name, true])
})

test('one that is not offered any more changes nothing', async () => {
  const { names } = await open({ last: 'gitee' })
  expect(names()).toHaveLength(3)
  expect(names().join()).not.toContain('last time')
})

test('Chinese names need no space in a Chinese sentence, others do', async () => {
  const { names } = await open({ preferred: ['zh-CN'] })
  expect(names()).toEqual(['使用\u2009QQ\u2009登录', '使用微博登录', '使用\u2009GitHub\u2009登录'])
})

test('nothing is shown when there are none', async () => {
  const { wrapper } = await open({ replies: { 'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }) } })
  expect(wrapper.find('section').exists()).toBe(false)
})

test.each([
  ['they cannot be loaded', {}],
  ['the API declines', { 'GET /oauth/providers': () => problem('internal', 500) }],
])('when %s, the page says so and offers to try again', async (_why, replies) => {
  const { wrapper, requests } = await open({ replies })
  expect(wrapper.get('[role=status]').text()).toBe('Other ways to sign in could not be loaded.')
  await wrapper.get('button').trigger('click')
  await flushPromises()
  expect(requests).toEqual(['GET /oauth/providers', 'GET /oauth/providers'])
  expect(wrapper.text()).toContain('could not be loaded')
})

test('pressing one leads to the provider, with what was asked for', async () => {
  const bodies: unknown[] = []
  const { wrapper, left, dependencies } = await open({ replies: begin({ status: 200, data: { loginUrl: 'https://github.example/authorize?state=s' } }, body => bodies.push(body)), remember: true })
  await wrapper.findAll('button')[2]?.trigger('click')
  await flushPromises()
  expect(bodies).toEqual([{ intent: 'sign-in', remember: true, next: '/account/data' }])
  expect(left).toEqual(['https://github.example/authorize?state=s'])
  expect(readAttempt(dependencies.tabMemory)).toEqual({ provider: 'github', label: 'GitHub', intent: 'sign-in', next: '/account/data', remember: true })
})

test.each(['javascript:alert(1)', 'data:text/html,a', '//evil.example', 'weixin://dl'])('nobody is led to %s', async (loginUrl) => {
  const { wrapper, left } = await open({ replies: begin({ status: 200, data: { loginUrl } }) })
  await wrapper.findAll('button')[2]?.trigger('click')
  await flushPromises()
  expect(left).toEqual([])
  expect(wrapper.find('[role=alert]').text()).toContain('Unexpected response')
})

test('a provider that cannot be reached is explained, and the buttons stay', async () => {
  const { wrapper, names } = await open({ replies: begin(problem('provider_unavailable', 502)) })
  await wrapper.findAll('button')[2]?.trigger('click')
  await flushPromises()
  expect(wrapper.find('[role=alert]').text()).toContain('The other site is not responding correctly.')
  expect(wrapper.find('[role=alert]').text()).toContain('r1')
  expect(names()).toHaveLength(3)
})
