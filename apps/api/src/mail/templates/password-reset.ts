import { droppedAccounts, remainingAccounts, type Linked } from './linked-accounts.ts'
import { aside, text, type Translated } from './message.ts'

interface Values {
  username: string
  /** Linked accounts that can still sign in. */
  linked: readonly Linked[]
  /** Linked accounts that the reset has removed. */
  dropped: readonly Linked[]
  resetUrl: string
  securityUrl: string
}

/** After the password was reset by a mailed code. */
export const passwordReset = ({ username, linked, dropped, resetUrl, securityUrl }: Values): Translated => ({
  'zh-CN': {
    subject: '密码已重设',
    blocks: [
      text(`账号 ${username} 的密码已通过邮箱验证码重设。所有设备均已退出登录，应用和设备的访问权限已撤销，需要重新登录。`),
      ...droppedAccounts(dropped, 'zh-CN'),
      ...remainingAccounts(linked, 'zh-CN', securityUrl),
      aside(`如非本人操作，说明他人可能能够读取你的邮件，请先确保邮箱安全，再重设密码：${resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was reset',
    blocks: [
      text(`The password of the account ${username} has been reset with a code sent by e-mail. All devices were signed out, and the access of applications and devices was revoked.`),
      ...droppedAccounts(dropped, 'en'),
      ...remainingAccounts(linked, 'en', securityUrl),
      aside(`If this was not you, someone may be able to read your e-mail. Secure your mailbox first, then reset your password: ${resetUrl}`),
    ],
  },
})
