import { displayName as displayNameField, unseenInNames } from '@gatehouse/contracts'
import { expect, test } from 'vitest'
import { toIdentity } from './identity.ts'

const named = (displayName: string) => toIdentity({ keys: [{ scope: 'x', subject: '1' }], displayName: [displayName] }).displayName

test('no character in a nickname costs the whole name: what the field refuses is left out, all of it', () => {
  const unseen = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code)).filter(character => character.search(unseenInNames) === 0)
  expect(unseen.length).toBeGreaterThan(100_000)
  for (const character of unseen) {
    const name = named(`La${character}n`)
    if (name !== 'Lan' && name !== 'La n') throw new Error(`${character.codePointAt(0)?.toString(16) ?? ''}: ${String(name)}`)
  }
  for (const character of ['\u00ad', '\ue000', '\uf8ff', '\u{f0000}', '\u200b', '\u2800', '\u3164', '\u2064']) {
    expect(named(`岚${character}`)).toBe('岚')
    expect(displayNameField.safeParse(named(`岚${character}`)).success).toBe(true)
  }
})

test('a name of nothing but such characters is none; joiners of emoji stay', () => {
  expect([named('\u00ad\u200b\ue000'), named(' \u2800 ')]).toEqual([null, null])
  expect(named('👩‍🚀')).toBe('👩‍🚀')
})
