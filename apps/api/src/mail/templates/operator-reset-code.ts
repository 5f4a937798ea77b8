import { aside, code, link, text, type Translated } from './message.ts'

/** Sets a new password when an operator has asked for it: the owner's browser knows nothing of it yet, so a link leads to where the code goes. */
export const operatorResetCode = (values: { code: string, minutes: number, username: string, url: string }): Translated => ({
  'zh-CN': {
    subject: '管理员要求你重设密码',
    blocks: [
      text(`管理员为账号 ${values.username} 发起了密码重设。请打开以下页面，填写验证码并设置新密码：`),
      code(values.code),
      link('重设密码', values.url),
      text(`验证码 ${values.minutes} 分钟内有效，仅可使用一次。重设后，所有设备均需重新登录。`),
      aside('如果你未请求重设密码，也未收到相关通知，请忽略此邮件，密码不会变更。管理员无法看到验证码，也不会向你索取，请勿向任何人透露。'),
    ],
  },
  'en': {
    subject: 'Your administrator has requested a password reset',
    blocks: [
      text(`An administrator has started a password reset for the account ${values.username}. Open the page below, enter this code and set a new password:`),
      code(values.code),
      link('Set a new password', values.url),
      text(`The code is valid for ${values.minutes} minutes and can be used once. After the reset, all devices must sign in again.`),
      aside('If you did not request this and were not told about it, ignore this e-mail; your password is unchanged. Administrators cannot see this code and never ask for it. Do not share it.'),
    ],
  },
})
