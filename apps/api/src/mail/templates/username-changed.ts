import { aside, text, type Translated } from './message.ts'

/** After a new username was chosen. */
export const usernameChanged = (values: { username: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '用户名已修改',
    blocks: [
      text(`你的用户名已修改为 ${values.username}，请使用新用户名或邮箱登录。`),
      aside(`如非本人操作，请立即重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your username was changed',
    blocks: [
      text(`Your username is now ${values.username}. Sign in with it or with your e-mail.`),
      aside(`If this was not you, reset your password immediately: ${values.resetUrl}`),
    ],
  },
})
