import { aside, code, text, type Translated } from './message.ts'

/** Finishes a registration. */
export const registrationCode = (values: { code: string, minutes: number }): Translated => ({
  'zh-CN': {
    subject: '注册验证码',
    blocks: [
      text('你正在注册门楼账号。请在注册页面填入这个验证码：'),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，只能用一次。`),
      aside('如果不是你在注册，不用理会这封邮件，也不要把验证码告诉任何人。'),
    ],
  },
  'en': {
    subject: 'Your registration code',
    blocks: [
      text('You are creating a Gatehouse account. Enter this code on the registration page:'),
      code(values.code),
      text(`It works once, for ${values.minutes} minutes.`),
      aside('If this was not you, ignore this mail, and give the code to nobody.'),
    ],
  },
})
