import type { Language } from '../pages/language.ts'
import type { Denial } from '../providers/sign-in.ts'

const english = {
  title: (provider: string) => `Sign in with ${provider}`,
  simulated: 'simulated',
  question: 'Who is signing in?',
  lead: (provider: string) => `This page stands in for ${provider} while you develop. These people are invented, and ${provider} knows nothing of it.`,
  asks: 'Asks for',
  people: 'Choose a person. This also agrees to what the program asks for.',
  noEmail: 'no e-mail address',
  unverified: (address: string) => `${address}, not verified`,
  unionidLater: 'unionid from the second sign-in on',
  denials: {
    'deny': 'Cancel',
    'deny-state': 'Cancel, and go back with the state only',
    'deny-error': 'Cancel, and go back with an error',
  } satisfies Record<Denial, string>,
  cancelledTitle: 'Sign-in cancelled',
  cancelled: (provider: string) => `${provider} closes its window now and sends nobody back, so the program never hears of it.`,
  unknownTitle: 'Nobody of that name',
  unknown: 'The people that can sign in are listed at /people.',
  said: (provider: string) => `${provider} shows this to the person and does not go back to the program.`,
}
export type ConsentWords = typeof english

// A thin space stands between Chinese and digits or Latin letters; some providers have Chinese names.
const latin = (name: string) => /^[\x20-\x7e]+$/.test(name)
const before = (name: string) => latin(name) ? `\u2009${name}` : name
const after = (name: string) => latin(name) ? `${name}\u2009` : name
const around = (name: string) => latin(name) ? `\u2009${name}\u2009` : name

const chinese: ConsentWords = {
  title: provider => `用${around(provider)}登录`,
  simulated: '模拟',
  question: '谁来登录？',
  lead: provider => `开发时，这个页面代替${before(provider)}。这里的人都是虚构的，${after(provider)}并不知情。`,
  asks: '申请的权限',
  people: '选择一个人，即同意应用申请的权限。',
  noEmail: '没有邮箱',
  unverified: address => `${address}，未验证`,
  unionidLater: '第二次登录起才有\u2009unionid',
  denials: {
    'deny': '取消',
    'deny-state': '取消，只带\u2009state\u2009返回',
    'deny-error': '取消，带错误返回',
  },
  cancelledTitle: '已取消登录',
  cancelled: provider => `${after(provider)}这时会关闭窗口，不会跳转，应用也就收不到消息。`,
  unknownTitle: '没有这个人',
  unknown: '可以登录的人列在\u2009/people。',
  said: provider => `${after(provider)}只在这个页面上提示，不会跳回应用。`,
}

export const consentWords: Record<Language, ConsentWords> = { 'zh-CN': chinese, 'en': english }
