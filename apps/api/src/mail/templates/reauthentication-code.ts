import { aside, code, text, type Translated } from './message.ts'

/** Re-authenticates the current session before a sensitive action. */
export const reauthenticationCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '身份验证码',
    blocks: [
      text(`账号 ${values.username} 正在进行敏感操作，需要验证身份。验证码为：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，仅可使用一次。`),
      aside('如非本人操作，说明他人可能正在使用你已登录的设备，请立即修改密码，并退出其他设备。'),
    ],
  },
  'en': {
    subject: 'Your code to confirm it’s you',
    blocks: [
      text(`A sensitive action on the account ${values.username} requires you to confirm it’s you. Enter this code:`),
      code(values.code),
      text(`The code is valid for ${values.minutes} minutes and can be used once.`),
      aside('If this was not you, someone may be using a device on which you are signed in. Change your password immediately and sign out other devices.'),
    ],
  },
})
