import { aside, link, text, type Translated } from './message.ts'

/** After registration. */
export const welcome = (values: { username: string, accountUrl: string }): Translated => ({
  'zh-CN': {
    subject: '账号已开通',
    blocks: [
      text(`${values.username}，你的门楼账号已经开通。以后用用户名或这个邮箱都能登录。`),
      link('查看账号', values.accountUrl),
      aside('如果你没有注册过，请直接回复这封邮件告诉我们。'),
    ],
  },
  'en': {
    subject: 'Your account is ready',
    blocks: [
      text(`${values.username}, your Gatehouse account is ready. Sign in with your username or with this address.`),
      link('See your account', values.accountUrl),
      aside('If you did not register, reply to this mail and tell us.'),
    ],
  },
})
