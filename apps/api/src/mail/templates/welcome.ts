import { aside, link, text, type Translated } from './message.ts'

/** After registration. */
export const welcome = (values: { username: string, accountUrl: string, takesAnswers: boolean }): Translated => ({
  'zh-CN': {
    subject: '注册成功',
    blocks: [
      text(`门楼账号 ${values.username} 已注册成功，可使用用户名或此邮箱登录。`),
      link('查看账号', values.accountUrl),
      aside(values.takesAnswers ? '如非本人注册，请回复此邮件。' : '如非本人注册，请通过“忘记密码”重设密码，登录后注销账号。'),
    ],
  },
  'en': {
    subject: 'Your account is ready',
    blocks: [
      text(`Your Gatehouse account ${values.username} is ready. Sign in with your username or this address.`),
      link('Open your account', values.accountUrl),
      aside(values.takesAnswers ? 'If you did not register, reply to this e-mail.' : 'If you did not register, reset the password with “Forgot password?”, sign in and delete the account.'),
    ],
  },
})
