import { aside, text, type Translated } from './message.ts'

/** The last mail to somebody who has left. */
export const accountDeleted = (values: { username: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '账号已删除',
    blocks: [
      text(`账号 ${values.username} 和它的全部数据已经删除，无法恢复。`),
      aside(values.takesAnswers ? '如果不是你操作的，请马上回复这封邮件告诉我们。' : '如果不是你操作的，请马上联系管理员。'),
    ],
  },
  'en': {
    subject: 'Your account was deleted',
    blocks: [
      text(`The account ${values.username} and everything held about it have been deleted. This cannot be undone.`),
      aside(values.takesAnswers ? 'If this was not you, reply to this mail at once and tell us.' : 'If this was not you, contact the administrator at once.'),
    ],
  },
})
