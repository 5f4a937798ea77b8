import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'
import { createKeyring } from '../lib/keyring.ts'
import { PermanentFailure } from './kinds.ts'
import { createOutbox } from './outbox.ts'
import { createRunner } from './runner.ts'

const ask = { email: 'ann@example.com', purpose: 'register' }

describe('mail', () => {
  test('that the server does not take is tried again, later each time, and is the same mail with the same id', async () => {
    const { browser, mailbox, runner, clock, rows } = await harness({ settings: { CODE_LIFETIME_SECONDS: '3600' } })
    await browser().post('/verification-codes', ask)
    const attempted: string[] = []
    const send = mailbox.send
    mailbox.send = async (mail) => {
      attempted.push(`${mail.messageId} ${mail.text}`)
      if (attempted.length < 5) throw new Error('451 try again later')
      return send(mail)
    }
    const waits = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      await runner.drain()
      const [job] = await rows('jobs')
      expect(job?.attempts).toBe(attempt)
      if (attempt === 5) break
      expect(await runner.drain()).toBe(0)
      const wait = (new Date(job?.run_at instanceof Date ? job.run_at : Number(job?.run_at)).getTime() - clock.now().getTime()) / 1000
      waits.push(wait)
      clock.advance(wait + 0.001)
    }
    expect(new Set(attempted).size).toBe(1)
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(5 * 2 ** index / 2 - 0.01)
      expect(wait).toBeLessThanOrEqual(5 * 2 ** index + 0.01)
    }
    expect(mailbox.mails).toHaveLength(1)
    expect(await rows('jobs')).toMatchObject([{ state: 'sent', payload: '', lease: null }])
  })

  test('that is refused for good is given up at once, with a line in the log, and its secret is gone', async () => {
    const { browser, mailbox, runner, rows, logLines } = await harness()
    await browser().post('/verification-codes', ask)
    mailbox.failWith(new PermanentFailure('the mail server refused the message'))
    await runner.drain()
    expect(await rows('jobs')).toMatchObject([{ state: 'dead', payload: '', attempts: 1, last_error: 'the mail server refused the message' }])
    expect(logLines.filter(line => line.includes('job failed permanently'))).toHaveLength(1)
  })

  test.each([
    ['again', new Error('450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted')],
    ['for good', new PermanentFailure('550 <ann@example.com>: User unknown')],
  ])('that is refused, to be tried %s, names its address neither in the log nor in its row', async (_when, refusal) => {
    const { browser, mailbox, deliver, rows, logLines } = await harness()
    await browser().post('/verification-codes', ask)
    mailbox.failWith(refusal)
    await deliver()
    const [job] = await rows('jobs')
    expect(job?.last_error).toContain('<a***@example.com>')
    expect([...logLines, job?.last_error].join('')).not.toContain(ask.email)
  })

  test('that comes too late is never sent', async () => {
    const { browser, mailbox, runner, clock, rows } = await harness()
    await browser().post('/verification-codes', ask)
    mailbox.failWith(new Error('connection refused'))
    await runner.drain()
    clock.advance(601)
    mailbox.failWith(null)
    await runner.drain()
    expect(mailbox.mails).toEqual([])
    expect(await rows('jobs')).toMatchObject([{ state: 'dead', payload: '' }])
  })

  test('is not sent twice by two runners, nor forgotten', async () => {
    const { browser, mailbox, runner, anotherNode, rows } = await harness({ settings: { MAIL_PER_NETWORK_PER_HOUR: '1000' } })
    for (let index = 0; index < 40; index++) await browser().post('/verification-codes', { email: `person${index}@example.com`, purpose: 'register' })
    const other = await anotherNode()
    const drainAll = async (drain: () => Promise<number>) => { while (await drain() > 0); }
    await Promise.all([drainAll(runner.drain), drainAll(other.runner.drain), drainAll(runner.drain), drainAll(other.runner.drain)])
    expect(mailbox.mails).toHaveLength(40)
    expect(new Set(mailbox.mails.map(mail => mail.messageId)).size).toBe(40)
    expect((await rows('jobs')).every(job => job.state === 'sent')).toBe(true)
  })

  test('whose runner died is taken up again when its lease ends, one poison row harms no other', async () => {
    const { browser, mailbox, runner, store, clock, rows } = await harness({ settings: { CODE_LIFETIME_SECONDS: '86400' } })
    await browser().post('/verification-codes', ask)
    const now = clock.now()
    await store.jobs.claim('a runner that dies', now, new Date(now.getTime() + 60_000), 10)
    await store.jobs.insert({ id: 'poison', kind: 'no-such-kind', payload: 'x', runAt: now, expiresAt: new Date(now.getTime() + 1e6), createdAt: now })
    await store.jobs.insert({ id: 'garbled', kind: 'notice', payload: 'x', runAt: now, expiresAt: new Date(now.getTime() + 1e9), createdAt: now })
    await runner.drain()
    expect(mailbox.mails).toEqual([])
    clock.advance(61)
    await runner.drain()
    expect(mailbox.mails).toHaveLength(1)
    for (let attempt = 0; attempt < 25; attempt++) {
      clock.advance(700)
      await runner.drain()
    }
    const byId = Object.fromEntries((await rows('jobs')).map(job => [job.id, [job.state, job.attempts]]))
    expect(byId).toMatchObject({ poison: ['dead', 1], garbled: ['dead', 20] })
  })

  test('exists if and only if what it is about exists', async () => {
    const { browser, register, rows, store } = await harness()
    await register('ann-lee')
    const before = (await rows('jobs')).length
    await expect(store.transaction(async (queries) => {
      await queries.jobs.insert({ id: 'x', kind: 'notice', payload: 'x', runAt: new Date(), expiresAt: new Date(), createdAt: new Date() })
      throw new Error('no')
    })).rejects.toThrow('no')
    expect((await browser().post('/verification-codes', { email: 'nobody', purpose: 'register' })).status).toBe(400)
    expect(await rows('jobs')).toHaveLength(before)
  })
})

test('a mail server that is down changes no answer', async () => {
  const { browser, mailbox, start, runner } = await harness()
  mailbox.failWith(new Error('connect ECONNREFUSED'))
  start()
  const answers = await Promise.all(['a', 'b', 'c'].map(name => browser().post('/verification-codes', { email: `${name}@example.com`, purpose: 'register' })))
  expect(answers.map(answer => answer.status)).toEqual([202, 202, 202])
  mailbox.failWith(null)
  expect(typeof runner.wake).toBe('function')
})

test('a running runner sends, and stops when told to', async () => {
  const { browser, mailbox, start, runner } = await harness()
  start()
  await browser().post('/verification-codes', ask)
  await expect.poll(() => mailbox.mails.length, { timeout: 10_000, interval: 10 }).toBe(1)
  await runner.stop()
  await browser().post('/verification-codes', { ...ask, email: 'bob@example.com' })
  expect(mailbox.mails).toHaveLength(1)
})

test('whoever wakes the runner is heard at once, also while it reads', async () => {
  const { store: { jobs }, clock } = await harness()
  const held: (() => void)[] = []
  const claim: typeof jobs.claim = async () => {
    await new Promise<void>(resolve => held.push(resolve))
    return []
  }
  const nothing = async () => undefined
  const runner = createRunner({
    store: { jobs: { ...jobs, claim } }, outbox: createOutbox(createKeyring([randomBytes(32)])), handlers: { 'verification-code': nothing, 'notice': nothing, 'backchannel-logout': nothing },
    clock, log: { info() {}, warn() {}, error() {} }, poll: 3600,
  })
  const reads = (count: number) => expect.poll(() => held.length, { timeout: 10_000, interval: 5 }).toBe(count)

  runner.start()
  await reads(1)
  runner.wake()
  held[0]?.()
  await reads(2)
  held[1]?.()
  await sleep(50)
  expect(held).toHaveLength(2)
  runner.wake()
  await reads(3)
  const stopped = runner.stop()
  held[2]?.()
  await stopped
})
