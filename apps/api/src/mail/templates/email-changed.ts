import { aside, text, type Translated } from './message.ts'

/** To the old address, after an account has moved to a new one. */
export const emailChanged = (values: { username: string, newEmail: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '账号邮箱已更换',
    blocks: [
      text(`账号 ${values.username} 的邮箱已经换成 ${values.newEmail}，以后的邮件不会再发到这里。`),
      aside(values.takesAnswers ? '如果不是你操作的，请马上回复这封邮件告诉我们。' : '如果不是你操作的，请马上联系管理员。'),
    ],
  },
  'en': {
    subject: 'Your account has moved to another address',
    blocks: [
      text(`The account ${values.username} now uses ${values.newEmail}. No more mail about it will be sent here.`),
      aside(values.takesAnswers ? 'If this was not you, reply to this mail at once and tell us.' : 'If this was not you, contact the administrator at once.'),
    ],
  },
})
