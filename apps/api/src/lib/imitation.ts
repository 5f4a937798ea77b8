import { foldUsername } from './username.ts'

/** What a text looks like when only its letters and digits count, without the marks on them. */
const lookOf = (text: string) => foldUsername(text.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]/gu, '')).skeleton

const latin = lookOf('Gatehouse')
/** In Han at the beginning of a word only: 东门楼 is a place. */
const han = new RegExp(`(?<!\\p{Script=Han})(${['门楼', '門樓', '門楼', '门樓'].map(lookOf).join('|')})`, 'u')

/** Whether a name looks like ours, whatever stands around it: people would take whoever asks them for this server. */
export function imitatesUs(name: string) {
  const look = lookOf(name)
  return look.includes(latin) || han.test(look)
}
