import { aside, code, text, type Translated } from './message.ts'

/** Proves anew who is signed in, before something that cannot be undone. */
export const reauthenticationCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '确认身份的验证码',
    blocks: [
      text(`账号 ${values.username} 正在进行一项重要操作，需要确认是你本人。请填入这个验证码：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，只能用一次。`),
      aside('如果不是你在操作，说明有人能使用你已登录的设备：请尽快修改密码，并退出其他设备。'),
    ],
  },
  'en': {
    subject: 'Your code to confirm it is you',
    blocks: [
      text(`The account ${values.username} is about to change something important, and we want to be sure it is you. Enter this code:`),
      code(values.code),
      text(`It works once, for ${values.minutes} minutes.`),
      aside('If this was not you, someone can use a device on which you are signed in: change your password soon, and sign out other devices.'),
    ],
  },
})
