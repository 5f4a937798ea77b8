import type { Language } from '../pages/language.ts'
import type { Denial } from '../providers/sign-in.ts'

const english = {
  title: (provider: string) => `Sign in with ${provider}`,
  simulated: 'simulated',
  question: 'Choose a test user',
  lead: (provider: string) => `This page simulates ${provider} for development. The users are test data, and no request is sent to ${provider}.`,
  asks: 'Requested permissions',
  people: 'Choosing a user also grants the requested permissions.',
  noEmail: 'no e-mail address',
  unverified: (address: string) => `${address}, not verified`,
  unionidLater: 'unionid from the second sign-in',
  denials: {
    'deny': 'Cancel',
    'deny-state': 'Cancel and return with state only',
    'deny-error': 'Cancel and return with an error',
  } satisfies Record<Denial, string>,
  cancelledTitle: 'Sign-in cancelled',
  cancelled: (provider: string) => `${provider} closes its window without a redirect, so the application is not notified.`,
  unknownTitle: 'Unknown test user',
  unknown: 'The test users are listed at /people.',
  said: (provider: string) => `${provider} shows this message to the user and does not redirect to the application.`,
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
  question: '选择测试用户',
  lead: provider => `此页面在开发时模拟${before(provider)}，用户均为测试数据，不会向${around(provider)}发送请求。`,
  asks: '申请的权限',
  people: '选择用户即表示同意应用申请的权限。',
  noEmail: '无邮箱',
  unverified: address => `${address}，未验证`,
  unionidLater: '从第二次登录起返回\u2009unionid',
  denials: {
    'deny': '取消',
    'deny-state': '取消，仅返回\u2009state',
    'deny-error': '取消，返回错误',
  },
  cancelledTitle: '已取消登录',
  cancelled: provider => `${after(provider)}会关闭窗口，不跳转，应用不会收到通知。`,
  unknownTitle: '测试用户不存在',
  unknown: '测试用户列表见\u2009/people。',
  said: provider => `${after(provider)}向用户显示此提示，不会跳转回应用。`,
}

export const consentWords: Record<Language, ConsentWords> = { 'zh-CN': chinese, 'en': english }
