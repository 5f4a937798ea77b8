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
      text(`账号 ${username} 的密码已修改。${othersEnded
        ? '其他设备均已退出登录，应用和设备的访问权限已撤销，需要重新登录。'
        : '其他设备仍保持登录，应用和设备的访问权限不变。'}`),
      ...remainingAccounts(linked, 'zh-CN', securityUrl),
      aside(`如非本人操作，请立即重设密码：${resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was changed',
    blocks: [
      text(`The password of the account ${username} has been changed. ${othersEnded
        ? 'All other devices were signed out, and the access of applications and devices was revoked.'
        : 'Other devices stay signed in, and applications and devices keep their access.'}`),
      ...remainingAccounts(linked, 'en', securityUrl),
      aside(`If this was not you, reset your password immediately: ${resetUrl}`),
    ],
  },
})
