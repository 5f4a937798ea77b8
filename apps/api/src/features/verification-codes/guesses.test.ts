import { describe, expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { harness, password, type Harness } from '../../../test/harness.ts'

const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }
/** As many mails as a test needs: it is not they that are counted here. */
const manyMails = { CODE_RESEND_SECONDS: '1', MAIL_PER_ADDRESS_PER_HOUR: '1000', MAIL_PER_ADDRESS_AND_NETWORK_PER_HOUR: '1000' }
const networkOf = (index: number) => `10.${index >> 8}.${index & 255}.1`

async function guessing(settings: Record<string, string> = {}) {
  const h: Harness = await harness({ settings: { ...manyMails, ...settings } })
  let networks = 0

  /** A code that a stranger has had mailed from a network of their own; they cannot read it. */
  async function codeOf(email: string, purpose = 'reset-password', who: Browser = h.browser()) {
    const ip = networkOf(++networks)
    h.clock.advance(2)
    const { body } = await who.post('/verification-codes', { email, purpose }, { ip })
    await h.deliver()
    const [right] = h.mailbox.to(email).length > 0 ? [h.mailbox.codeFor(email)] : []
    return { codeRequestId: body.requestId, right, wrong: right === '000000' ? '000001' : '000000', ip, who }
  }
  type Code = Awaited<ReturnType<typeof codeOf>>

  const reset = (email: string, { codeRequestId, ip, who }: Code, emailCode: string | undefined) =>
    who.post('/users/password-resets', { email, codeRequestId, emailCode, ...fresh }, { ip })

  return {
    ...h, codeOf, reset,
    /** So many wrong tries from so many networks, three for each code. */
    async guess(email: string, times: number) {
      const answers = []
      let code: Code | null = null
      for (let index = 0; index < times; index++) {
        code = index % 3 === 0 || !code ? await codeOf(email) : code
        answers.push(await reset(email, code, code.wrong))
      }
      return answers.map(({ status, body, headers }) => ({ status, code: body.code, waits: headers['retry-after'] !== undefined }))
    },
  }
}

describe('wrong codes for one account', () => {
  test('are ten an hour over all codes and networks: then not even a right one is compared', async () => {
    const { register, guess, codeOf, reset, clock, store } = await guessing()
    const ann = await register('ann-lee')
    const before = (await store.users.findById(ann.id))?.passwordHash
    const answers = await guess(ann.email, 12)
    expect(answers.map(({ code }) => code)).toEqual([...Array<string>(10).fill('code_invalid'), 'rate_limited', 'rate_limited'])
    expect(answers.at(-1)).toEqual({ status: 429, code: 'rate_limited', waits: true })

    const code = await codeOf(ann.email)
    const refused = await reset(ann.email, code, code.right)
    expect([refused.status, refused.body.code, Number(refused.headers['retry-after']) <= 3600]).toEqual([429, 'rate_limited', true])
    expect((await store.users.findById(ann.id))?.passwordHash).toBe(before)
    clock.advance(3601)
    const later = await codeOf(ann.email)
    expect((await reset(ann.email, later, later.right)).status).toBe(204)
  })

  test('are counted for an address without an account exactly as for one with', async () => {
    const { register, guess } = await guessing()
    await register('ann-lee')
    expect(await guess('nobody-at-all@example.com', 12)).toEqual(await guess('ann-lee@example.com', 12))
  })

  test('are counted exactly when two hundred come at once from as many networks', async () => {
    const { register, codeOf, reset, rows } = await guessing({ WRONG_CODES_PER_NETWORK_PER_HOUR: '1000' })
    const ann = await register('ann-lee')
    const codes = []
    for (let index = 0; index < 40; index++) codes.push(await codeOf(ann.email))
    const answers = await Promise.all(codes.flatMap((code, index) => Array.from({ length: 5 }, (_, again) =>
      reset(ann.email, { ...code, ip: networkOf(1000 + index * 5 + again) }, code.wrong))))
    expect(answers.filter(({ body }) => body.code === 'code_invalid')).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(190)
    // What was refused was not held against its code either.
    expect((await rows('verification_codes')).map(row => Number(row['tries'])).reduce((sum, tries) => sum + tries, 0)).toBe(10)
  })

  test('do not keep its owner out, who types theirs in a browser that the account knows', async () => {
    const { register, guess, codeOf, reset } = await guessing()
    const ann = await register('ann-lee')
    expect((await guess(ann.email, 11)).at(-1)?.code).toBe('rate_limited')
    const code = await codeOf(ann.email, 'reset-password', ann.browser)
    expect((await reset(ann.email, code, code.wrong)).body.code).toBe('code_invalid')
    expect((await reset(ann.email, code, code.right)).status).toBe(204)
  })

  test('are ten in such a browser, too', async () => {
    const { register, codeOf, reset } = await guessing()
    const ann = await register('ann-lee')
    const answers = []
    for (let index = 0; index < 4; index++) {
      const code = await codeOf(ann.email, 'reset-password', ann.browser)
      for (let tries = 0; tries < 3; tries++) answers.push((await reset(ann.email, code, code.wrong)).body.code)
    }
    expect(answers).toEqual([...Array<string>(10).fill('code_invalid'), 'rate_limited', 'rate_limited'])
  })

  test('leave room for right ones: they are not counted', async () => {
    const { register, guess, codeOf, reset, rows } = await guessing()
    const ann = await register('ann-lee')
    await guess(ann.email, 9)
    for (let index = 0; index < 3; index++) {
      const code = await codeOf(ann.email)
      expect((await reset(ann.email, code, code.right)).status).toBe(204)
    }
    const counts = (await rows('code_failures')).map(row => row['count'])
    expect(Math.max(...counts.map(Number))).toBe(9)
    expect((await guess(ann.email, 2)).map(({ code }) => code)).toEqual(['code_invalid', 'rate_limited'])
  })

  test('still kill their code at the fifth', async () => {
    const { register, codeOf, reset } = await guessing()
    const ann = await register('ann-lee')
    const code = await codeOf(ann.email)
    for (let tries = 0; tries < 5; tries++) expect((await reset(ann.email, code, code.wrong)).body.code).toBe('code_invalid')
    expect((await reset(ann.email, code, code.right)).body.code).toBe('code_invalid')
  })

  test('of a request that does not exist are no guesses: nobody is kept out without a code', async () => {
    const { register, codeOf, reset, browser, rows } = await guessing()
    const ann = await register('ann-lee')
    for (let tries = 0; tries < 15; tries++) {
      const nothing = { codeRequestId: '019a0000-0000-7000-8000-000000000001', right: '', wrong: '000000', ip: networkOf(tries), who: browser() }
      expect((await reset(ann.email, nothing, '000000')).body.code).toBe('code_invalid')
    }
    expect((await rows('code_failures')).filter(row => row['count'] !== 0)).toEqual([])
    const code = await codeOf(ann.email)
    expect((await reset(ann.email, code, code.right)).status).toBe(204)
  })

  test('in its sessions are counted by account: proving anew, and moving to an address whichever it is', async () => {
    const { register, browser, requestCode, clock } = await guessing()
    const ann = await register('ann-lee')
    const codes = async (purpose: string, address: (index: number) => string, use: (code: object, email: string) => Promise<{ body: { code: string } }>) => {
      const answers = []
      for (let index = 0; index < 12; index++) {
        clock.advance(2)
        const email = address(index)
        const code = await requestCode(ann.browser, email, purpose)
        answers.push((await use({ ...code, emailCode: code.emailCode === '000000' ? '000001' : '000000' }, email)).body.code)
      }
      return answers
    }
    const limited = [...Array<string>(10).fill('code_invalid'), 'rate_limited', 'rate_limited']
    expect(await codes('reauthenticate', () => ann.email, code => ann.browser.post('/sessions/current/reauthentication', code))).toEqual(limited)
    expect(await codes('change-email', index => `new-${index}@example.com`, (code, email) => ann.browser.put('/users/me/email', { email, ...code }))).toEqual(limited)
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
  })

  test('at an address are counted over everybody who would move there', async () => {
    const { register, codeOf } = await guessing()
    const answers = []
    for (let index = 0; index < 4; index++) {
      const person = await register(`person-${index}`)
      const code = await codeOf('wanted@example.com', 'change-email', person.browser)
      for (let tries = 0; tries < 3; tries++) answers.push((await person.browser.put('/users/me/email', { email: 'wanted@example.com', codeRequestId: code.codeRequestId, emailCode: code.wrong })).body.code)
    }
    expect(answers).toEqual([...Array<string>(10).fill('code_invalid'), 'rate_limited', 'rate_limited'])
  })
})

describe('wrong codes over all accounts', () => {
  const alarms = (h: Pick<Harness, 'logLines'>) => h.logLines.filter(line => line.includes('possible guessing of mailed codes'))

  test('raise one alarm, and until the hour is over a code has one try in browsers that its account does not know', async () => {
    const h = await guessing({ WRONG_CODES_PER_HOUR: '20' })
    const ann = await h.register('ann-lee')
    for (let person = 0; person < 5; person++) await h.guess(`person-${person}@example.com`, 6)
    expect(alarms(h)).toHaveLength(1)
    expect((await h.rows('audit_events')).filter(row => row['action'] === 'code.guessing')).toHaveLength(1)

    const strange = await h.codeOf(ann.email)
    expect((await h.reset(ann.email, strange, strange.wrong)).body.code).toBe('code_invalid')
    expect((await h.reset(ann.email, strange, strange.right)).body.code).toBe('code_invalid')
    const next = await h.codeOf(ann.email)
    expect((await h.reset(ann.email, next, next.right)).status).toBe(204)
    expect(alarms(h)).toHaveLength(1)

    const known = await h.codeOf(ann.email, 'reset-password', next.who)
    expect((await h.reset(ann.email, known, known.wrong)).body.code).toBe('code_invalid')
    expect((await h.reset(ann.email, known, known.right)).status).toBe(204)

    h.clock.advance(3601)
    const later = await h.codeOf(ann.email)
    expect((await h.reset(ann.email, later, later.right)).status).toBe(204)
    for (let person = 10; person < 15; person++) await h.guess(`person-${person}@example.com`, 6)
    expect(alarms(h)).toHaveLength(2)
  })

  test('are counted exactly, and raise one alarm, when a hundred come at once', async () => {
    const h = await guessing({ WRONG_CODES_PER_HOUR: '20' })
    const codes = []
    for (let person = 0; person < 20; person++) codes.push({ email: `person-${person}@example.com`, code: await h.codeOf(`person-${person}@example.com`) })
    const answers = await Promise.all(codes.flatMap(({ email, code }) => Array.from({ length: 5 }, () => h.reset(email, code, code.wrong))))
    expect(answers.map(({ body }) => body.code)).toEqual(Array(100).fill('code_invalid'))
    expect((await h.rows('code_failures')).map(row => Number(row['count'])).filter(count => count === 20)).toHaveLength(1)
    // Twenty, and one more for each code that had not been tried by then.
    const tries = (await h.rows('verification_codes')).reduce((sum, row) => sum + Number(row['tries']), 0)
    expect(tries).toBeLessThanOrEqual(40)
    expect(alarms(h)).toHaveLength(1)
  })

  test('cannot be used up by one network', async () => {
    const h = await guessing({ WRONG_CODES_PER_NETWORK_PER_HOUR: '10', WRONG_CODES_PER_HOUR: '1000' })
    const answers = []
    for (let person = 0; person < 4; person++) {
      const email = `person-${person}@example.com`
      const code = { ...await h.codeOf(email), ip: '203.0.113.7' }
      for (let tries = 0; tries < 3; tries++) answers.push((await h.reset(email, code, code.wrong)).body.code)
    }
    expect(answers).toEqual([...Array<string>(10).fill('code_invalid'), 'rate_limited', 'rate_limited'])
    const code = await h.codeOf('somebody@example.com')
    expect((await h.reset('somebody@example.com', code, code.wrong)).body.code).toBe('code_invalid')
  })
})
