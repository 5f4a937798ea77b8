import { aside, text, type Translated } from './message.ts'

/** After an account was deleted. */
export const accountDeleted = (values: { username: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '账号已注销',
    blocks: [
      text(`账号 ${values.username} 已注销，全部数据已删除，无法恢复。`),
      aside(values.takesAnswers ? '如非本人操作，请立即回复此邮件。' : '如非本人操作，请立即联系管理员。'),
    ],
  },
  'en': {
    subject: 'Your account was deleted',
    blocks: [
      text(`The account ${values.username} and all its data have been deleted. This cannot be undone.`),
      aside(values.takesAnswers ? 'If this was not you, reply to this e-mail immediately.' : 'If this was not you, contact the administrator immediately.'),
    ],
  },
})
