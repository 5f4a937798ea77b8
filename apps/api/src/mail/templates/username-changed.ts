import { aside, text, type Translated } from './message.ts'

/** After a new username was chosen. */
export const usernameChanged = (values: { username: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '用户名已修改',
    blocks: [
      text(`你的用户名现在是 ${values.username}，下次登录请用新的用户名，或用邮箱。`),
      aside(`如果不是你改的，请马上重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your username was changed',
    blocks: [
      text(`Your username is now ${values.username}. Use it the next time you sign in, or use your address.`),
      aside(`If this was not you, set a new password at once: ${values.resetUrl}`),
    ],
  },
})
