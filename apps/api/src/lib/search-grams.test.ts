import { expect, test } from 'vitest'
import { gramsOf, storedGramsOf } from './search-grams.ts'

test.each([
  ['Ann', ['ann']], ['an', []], ['', []], ['a b-c', ['a_b', '_b_', 'b_c']], ['王小明', ['王', '王小', '小', '小明', '明']],
  ['abc明def', ['abc', '明', 'def']], ['ab明', ['明']], ['😀x', ['😀']], ['ＡＢＣ', ['abc']], ['aaaa', ['aaa']],
])('the grams of %j are %j', (text, grams) => {
  expect(gramsOf(text)).toEqual(grams)
})

test('whatever contains a text has all of its grams, wherever the text is cut', () => {
  for (const whole of ['maría josé núñez-王小明 (wei)@school.example', '小明ab c李', 'Ольга x.петровна 12']) {
    const grams = new Set(storedGramsOf({ usernameKey: 'other', emailKey: null, displayNameKey: whole.toLowerCase() }).split(' '))
    const characters = [...whole]
    for (let from = 0; from < characters.length; from++) {
      for (let until = from + 1; until <= characters.length; until++) {
        const part = characters.slice(from, until).join('')
        expect([part, gramsOf(part).filter(gram => !grams.has(gram))]).toEqual([part, []])
      }
    }
  }
})
