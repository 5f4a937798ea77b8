import { aside, code, text, type Translated } from './message.ts'

/** Proves a new address before an account moves to it. */
export const changeEmailCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '更换邮箱验证码',
    blocks: [
      text(`账号 ${values.username} 正在更换为此邮箱。验证码为：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，仅可使用一次。`),
      aside('如果这不是你的账号，请忽略此邮件，请勿向任何人透露验证码。'),
    ],
  },
  'en': {
    subject: 'Your code to change your e-mail',
    blocks: [
      text(`The account ${values.username} is changing its e-mail to this address. Enter this code:`),
      code(values.code),
      text(`The code is valid for ${values.minutes} minutes and can be used once.`),
      aside('If this is not your account, ignore this e-mail. Do not share this code.'),
    ],
  },
})
