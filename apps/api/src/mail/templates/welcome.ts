import { aside, link, text, type Translated } from './message.ts'

/** After registration. */
export const welcome = (values: { username: string, accountUrl: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '账号已开通',
    blocks: [
      text(`${values.username}，你的门楼账号已经开通。以后用用户名或这个邮箱都能登录。`),
      link('查看账号', values.accountUrl),
      aside(values.takesAnswers ? '如果你没有注册过，请直接回复这封邮件告诉我们。' : '如果你没有注册过，可以用“忘记密码”重设密码，登录后删除这个账号。'),
    ],
  },
  'en': {
    subject: 'Your account is ready',
    blocks: [
      text(`${values.username}, your Gatehouse account is ready. Sign in with your username or with this address.`),
      link('See your account', values.accountUrl),
      aside(values.takesAnswers ? 'If you did not register, reply to this mail and tell us.' : 'If you did not register, reset the password with “Forgot your password?”, sign in and delete the account.'),
    ],
  },
})
