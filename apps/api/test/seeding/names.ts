/** Characters of Chinese names with how they are written in Latin letters, and English names. */
const surnames = '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 高gao 林lin 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao'
const given = '伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 秀xiu 霞xia 平ping 刚gang 桂gui 英ying 华hua 玉yu 兰lan 红hong 梅mei 鹏peng 宇yu 浩hao 欣xin 雨yu 晨chen 子zi 涵han 小xiao 文wen 博bo 思si 佳jia 婷ting 雪xue 嘉jia 俊jun 志zhi 海hai 春chun 云yun 林lin'
const first = 'Alice Amelia Ann Arthur Ben Carol Charlotte Chris Daniel Dora Edward Emily Emma Ethan Felix Fiona Frank Grace Hannah Harry Helen Ian Isla Jack James Jane Joe Kate Laura Leo Liam Lucy Maria Mark Martin Mia Nina Noah Oliver Oscar Paul Peter Rosa Ruth Sam Sarah Sophie Thomas Tom Victor'
const last = 'Adams Allen Baker Bell Brown Carter Clark Collins Cook Cooper Davies Evans Fisher Ford Gray Green Hall Harris Hill Hughes Jackson Johnson Jones King Lee Lewis Martin Miller Moore Morgan Murphy Nelson Parker Phillips Reed Roberts Robinson Scott Smith Stewart Taylor Thompson Turner Walker Ward Watson White Williams Wilson Wright'

const pairs = (text: string) => text.split(' ').map(pair => ({ shown: [...pair][0] ?? '', latin: [...pair].slice(1).join('') }))
const [familyNames, givenNames, firstNames, lastNames] = [pairs(surnames), pairs(given), first.split(' '), last.split(' ')]

/** A number in [0, 1). */
export type Chance = () => number

export function oneOf<T>(chance: Chance, list: readonly T[]): T {
  const chosen = list[Math.floor(chance() * list.length)]
  if (chosen === undefined) throw new Error('nothing to choose from')
  return chosen
}

/** What somebody is called, and the same in lower-case Latin letters. Two of three are Chinese. */
export function inventName(chance: Chance): { shown: string, latin: string, locale: 'zh-CN' | 'en' } {
  if (chance() < 1 / 3) {
    const [one, other] = [oneOf(chance, firstNames), oneOf(chance, lastNames)]
    return { shown: `${one} ${other}`, latin: `${one}${other}`.toLowerCase(), locale: 'en' }
  }
  const parts = [oneOf(chance, familyNames), oneOf(chance, givenNames), ...chance() < 0.7 ? [oneOf(chance, givenNames)] : []]
  return { shown: parts.map(({ shown }) => shown).join(''), latin: parts.map(({ latin }) => latin).join(''), locale: 'zh-CN' }
}
