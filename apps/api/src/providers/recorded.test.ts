import { describe, expect, test } from 'vitest'
import { createClock } from '../../test/clock.ts'
import { createAddressPolicy } from './address-policy.ts'
import { builtInProviders } from './index.ts'
import { recording as dingtalk } from './recorded/dingtalk.ts'
import { recording as feishu } from './recorded/feishu.ts'
import { recording as gitee } from './recorded/gitee.ts'
import { recording as github } from './recorded/github.ts'
import { recording as qq } from './recorded/qq.ts'
import { attempt, clientSecret, type Case, type Recording } from './recorded/recording.ts'
import { replay } from './recorded/replay.ts'
import { recording as wechat } from './recorded/wechat.ts'
import { recording as weibo } from './recorded/weibo.ts'
import { simulatedAt } from './simulated.ts'
import { createUpstream } from './upstream.ts'
import { UpstreamError } from './upstream-error.ts'

const recordings: readonly Recording[] = [qq, weibo, wechat, github, gitee, feishu, dingtalk]

function upstreamOf({ provider, clientId }: Recording, simulatorUrl: string | null) {
  const logged: unknown[] = []
  const log = (...line: unknown[]) => { logged.push(line) }
  const upstream = createUpstream({
    provider, client: { id: clientId, secret: clientSecret }, provisioning: 'bind', callback: 'web', redirectUri: `https://www.example.com/oauth/callback/${provider.id}`,
    at: simulatedAt(simulatorUrl), limits: { deadline: 5000, maxBytes: 1_048_576, mayConnect: createAddressPolicy({ allowedNetworks: [], simulatorUrl }) },
    clock: createClock(), log: { info: log, warn: log, error: log },
  })
  return { upstream, logged }
}

async function signIn(recording: Recording, { replies }: Pick<Case, 'replies'>) {
  const { url, calls } = await replay({ ...recording.replies, ...replies })
  const { upstream, logged } = upstreamOf(recording, url)
  const missed: UpstreamError[] = []
  const result = await upstream.identify({ ...attempt, code: 'CODE/+&=', missed: error => missed.push(error) }).then(identity => ({ identity }), (error: unknown) => ({ error }))
  return { result, calls, missed, logged: JSON.stringify([logged, missed]) }
}

test('every built-in provider that signs nothing has its recordings', () => {
  expect(recordings.map(({ provider }) => provider)).toEqual(builtInProviders.filter(({ discovered }) => !discovered))
})

describe.each(recordings)('$provider.id', (recording) => {
  test('sends the browser to exactly this address', async () => {
    const { upstream } = upstreamOf(recording, null)
    expect(await upstream.loginUrl(attempt)).toBe(recording.loginUrl)
  })

  test('exchanges the code and says who it is, with these calls and no others', async () => {
    const { result, calls, logged } = await signIn(recording, { replies: {} })
    expect(result).toEqual({ identity: recording.identity })
    expect(calls).toEqual(recording.calls)
    expect(logged).toBe('[[],[]]')
  })

  test.each(Object.entries(recording.cases))('%s', async (_name, { replies, identity, missed, failure }) => {
    const { result, logged, ...heard } = await signIn(recording, { replies })
    expect(heard.missed).toMatchObject(missed ? [missed] : [])
    if (!failure) return expect(result).toEqual({ identity: { ...recording.identity, ...identity } })
    expect(result).toEqual({ error: expect.any(UpstreamError) })
    expect(result).toMatchObject({ error: failure })
    const said = JSON.stringify(result) + logged
    for (const secret of ['CODE/+&=', clientSecret, attempt.verifier, attempt.nonce, '@']) expect(said).not.toContain(secret)
  })
})
