import { displayNameKey } from './display-name.ts'

const isAscii = (character: string) => character < '\u0080'

/**
 * The parts that a text is found by: three neighbouring characters of ASCII, and of everything else each character and each pair. A
 * given name in Chinese is one or two characters, which trigrams would not find. Punctuation and spaces are one and the same. Whatever
 * contains a text has all of its grams; what has them all need not contain it.
 */
export function gramsOf(text: string): string[] {
  const characters = [...displayNameKey(text).replaceAll(/[^\p{L}\p{N}\u0080-\u{10ffff}]/gu, '_')]
  const grams = characters.flatMap((first, index) => {
    const [pair, three] = [characters.slice(index, index + 2), characters.slice(index, index + 3)]
    if (isAscii(first)) return three.length === 3 && three.every(isAscii) ? [three.join('')] : []
    return pair.length === 2 && !pair.some(isAscii) ? [first, pair.join('')] : [first]
  })
  return [...new Set(grams)]
}

/** What a person is found by. */
export interface Searched { usernameKey: string, emailKey: string | null, displayNameKey: string | null }

/** The grams of everything a person is found by, as they are stored. */
export function storedGramsOf({ usernameKey, emailKey, displayNameKey: nameKey }: Searched) {
  return [...new Set([usernameKey, emailKey ?? '', nameKey ?? ''].flatMap(gramsOf))].join(' ')
}
