import { aside, text, type Translated } from './message.ts'

/** To the old address, after an account has moved to a new one. */
export const emailChanged = (values: { username: string, newEmail: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '账号邮箱已更换',
    blocks: [
      text(`账号 ${values.username} 的邮箱已更换为 ${values.newEmail}，今后的邮件将不再发送到此邮箱。`),
      aside(values.takesAnswers ? '如非本人操作，请立即回复此邮件。' : '如非本人操作，请立即联系管理员。'),
    ],
  },
  'en': {
    subject: 'Your account’s e-mail was changed',
    blocks: [
      text(`The e-mail of the account ${values.username} is now ${values.newEmail}. No further e-mail about this account will be sent to this address.`),
      aside(values.takesAnswers ? 'If this was not you, reply to this e-mail immediately.' : 'If this was not you, contact the administrator immediately.'),
    ],
  },
})
