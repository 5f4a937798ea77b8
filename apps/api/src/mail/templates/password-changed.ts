import { remainingAccounts, type Linked } from './linked-accounts.ts'
import { aside, text, type Translated } from './message.ts'

interface Values {
  username: string
  /** Whether other sessions, and what applications and devices held, were ended with it. */
  othersEnded: boolean
  /** Linked accounts that can still sign in. */
  linked: readonly Linked[]
  resetUrl: string
  securityUrl: string
}

/** After the password was changed by somebody who was signed in. */
export const passwordChanged = ({ username, othersEnded, linked, resetUrl, securityUrl }: Values): Translated => ({
  'zh-CN': {
    subject: '密码已修改',
    blocks: [
      text(`账号 ${username} 的密码刚刚修改。${othersEnded
        ? '其他设备都已退出登录，应用和设备获得的访问权限也已失效，需要重新登录。'
        : '其他设备仍保持登录，应用和设备获得的访问权限不变。'}`),
      ...remainingAccounts(linked, 'zh-CN', securityUrl),
      aside(`如果不是你改的，请马上重设密码：${resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was changed',
    blocks: [
      text(`The password of the account ${username} has just been changed. ${othersEnded
        ? 'All other devices were signed out, and applications and devices that had access have to sign in again.'
        : 'Other devices stay signed in, and applications and devices keep the access they have.'}`),
      ...remainingAccounts(linked, 'en', securityUrl),
      aside(`If this was not you, set a new password at once: ${resetUrl}`),
    ],
  },
})
