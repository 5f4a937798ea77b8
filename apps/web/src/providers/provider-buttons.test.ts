import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { problem, type Answer } from '../../test/fake-connection.ts'
import { around, fakeDependencies } from '../../test/gatehouse.ts'
import { withProviders } from '../../test/providers.ts'
import { readAttempt } from './attempt.ts'
import { keepLastUsed } from './last-used.ts'
import ProviderButtons from './provider-buttons.vue'

interface World { replies?: NonNullable<Parameters<typeof fakeDependencies>[0]>, last?: string, remember?: boolean, preferred?: string[] }

async function open({ replies = withProviders, last, remember = false, preferred = ['en'] }: World = {}) {
  const world = await fakeDependencies(replies, { preferred })
  if (last) keepLastUsed(world.dependencies.memory, last)
  const wrapper = mount(ProviderButtons, { global: around(world.dependencies), props: { next: '/account/data', remember } })
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

test('the one that was used last comes first, and says so', async () => {
  const { names, wrapper } = await open({ last: 'github' })
  expect(names()).toEqual(['Continue with GitHub, used last time', 'Continue with QQ', 'Continue with 微博'])
  expect(wrapper.find('button').text()).toContain('Last used')
})

test('one that is not offered any more changes nothing', async () => {
  const { names } = await open({ last: 'gitee' })
  expect(names()).toHaveLength(3)
  expect(names().join()).not.toContain('last time')
})

test('Chinese names need no space in a Chinese sentence, others do', async () => {
  const { names } = await open({ preferred: ['zh-CN'] })
  expect(names()).toEqual(['用\u2009QQ\u2009登录', '用微博登录', '用\u2009GitHub\u2009登录'])
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
  expect(wrapper.find('[role=alert]').text()).toContain('cannot read')
})

test('a provider that cannot be reached is explained, and the buttons stay', async () => {
  const { wrapper, names } = await open({ replies: begin(problem('provider_unavailable', 502)) })
  await wrapper.findAll('button')[2]?.trigger('click')
  await flushPromises()
  expect(wrapper.find('[role=alert]').text()).toContain('The other site does not answer as it should.')
  expect(wrapper.find('[role=alert]').text()).toContain('r1')
  expect(names()).toHaveLength(3)
})
