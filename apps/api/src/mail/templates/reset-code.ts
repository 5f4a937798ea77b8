import { aside, code, text, type Translated } from './message.ts'

/** Sets a new password without the old one. */
export const resetCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '重设密码验证码',
    blocks: [
      text(`你正在为账号 ${values.username} 重设密码，请填写以下验证码：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，仅可使用一次。重设后，所有设备均需重新登录。`),
      aside('如非本人操作，请忽略此邮件，密码不会变更。请勿向任何人透露验证码。'),
    ],
  },
  'en': {
    subject: 'Your password reset code',
    blocks: [
      text(`You are resetting the password of the account ${values.username}. Enter this code:`),
      code(values.code),
      text(`The code is valid for ${values.minutes} minutes and can be used once. After the reset, all devices must sign in again.`),
      aside('If this was not you, ignore this e-mail; your password is unchanged. Do not share this code.'),
    ],
  },
})
