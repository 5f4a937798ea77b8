import { aside, code, link, text, type Translated } from './message.ts'

/** Sets a new password when an operator has asked for it: the owner's browser knows nothing of it yet, so a link leads to where the code goes. */
export const operatorResetCode = (values: { code: string, minutes: number, username: string, url: string }): Translated => ({
  'zh-CN': {
    subject: '管理员请你重设密码',
    blocks: [
      text(`管理员为账号 ${values.username} 发起了密码重设。请打开下面的页面，填入这个验证码，再设置新密码：`),
      code(values.code),
      link('重设密码', values.url),
      text(`验证码 ${values.minutes} 分钟内有效，只能用一次。重设之后，所有已登录的设备都需要重新登录。`),
      aside('如果你没有请管理员帮忙，也没有收到通知，可以不理会这封邮件，密码不会变。管理员看不到这个验证码，也不会向你要：不要告诉任何人。'),
    ],
  },
  'en': {
    subject: 'An administrator asks you to set a new password',
    blocks: [
      text(`An administrator has started a password reset for the account ${values.username}. Open the page below, enter this code and choose a new password:`),
      code(values.code),
      link('Set a new password', values.url),
      text(`It works once, for ${values.minutes} minutes. Afterwards every device has to sign in again.`),
      aside('If you neither asked for help nor were told about this, ignore this mail: the password stays as it is. Administrators do not see this code and never ask for it: give it to nobody.'),
    ],
  },
})
