import { aside, code, text, type Translated } from './message.ts'

/** Proves a new address before an account moves to it. */
export const changeEmailCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '更换邮箱的验证码',
    blocks: [
      text(`账号 ${values.username} 正在把邮箱换成这个地址。请填入这个验证码：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，只能用一次。`),
      aside('如果你不认识这个账号，不用理会这封邮件，也不要把验证码告诉任何人。'),
    ],
  },
  'en': {
    subject: 'Your code to change the address',
    blocks: [
      text(`The account ${values.username} is moving to this address. Enter this code:`),
      code(values.code),
      text(`It works once, for ${values.minutes} minutes.`),
      aside('If you do not know this account, ignore this mail, and give the code to nobody.'),
    ],
  },
})
