import { aside, code, text, type Translated } from './message.ts'

/** Finishes a registration. */
export const registrationCode = (values: { code: string, minutes: number }): Translated => ({
  'zh-CN': {
    subject: '注册验证码',
    blocks: [
      text('你正在注册门楼账号，请在注册页面填写以下验证码：'),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，仅可使用一次。`),
      aside('如非本人操作，请忽略此邮件，请勿向任何人透露验证码。'),
    ],
  },
  'en': {
    subject: 'Your registration code',
    blocks: [
      text('You are creating a Gatehouse account. Enter this code on the registration page:'),
      code(values.code),
      text(`The code is valid for ${values.minutes} minutes and can be used once.`),
      aside('If this was not you, ignore this e-mail. Do not share this code.'),
    ],
  },
})
