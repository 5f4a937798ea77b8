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
      text(`账号 ${username} 的密码刚刚通过邮件验证码重设。所有设备都已退出登录，应用和设备获得的访问权限也已失效，需要重新登录。`),
      ...droppedAccounts(dropped, 'zh-CN'),
      ...remainingAccounts(linked, 'zh-CN', securityUrl),
      aside(`如果不是你操作的，说明有人能看到你的邮件：请先保护好邮箱，再重设密码：${resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was reset',
    blocks: [
      text(`The password of the account ${username} has just been reset with a mailed code. Every device was signed out, and applications and devices that had access have to sign in again.`),
      ...droppedAccounts(dropped, 'en'),
      ...remainingAccounts(linked, 'en', securityUrl),
      aside(`If this was not you, someone can read your mail: secure your mailbox first, then set a new password: ${resetUrl}`),
    ],
  },
})
