import { aside, link, text, type Translated } from './message.ts'

/** Instead of a registration code, to an address that has an account: only its owner learns so. */
export const alreadyRegistered = (values: { username: string, signInUrl: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '该邮箱已注册',
    blocks: [
      text(`有人使用此邮箱注册门楼账号。此邮箱已属于账号 ${values.username}，因此未发送验证码。`),
      text('请使用用户名或邮箱直接登录。'),
      link('立即登录', values.signInUrl),
      text(`如忘记密码，请前往重设：${values.resetUrl}`),
      aside('如非本人操作，请忽略此邮件，你的账号不受影响。'),
    ],
  },
  'en': {
    subject: 'This address already has an account',
    blocks: [
      text(`Someone tried to register with this address. It belongs to the account ${values.username}, so no code was sent.`),
      text('Sign in with your username or this address.'),
      link('Sign in', values.signInUrl),
      text(`To reset your password, open: ${values.resetUrl}`),
      aside('If this was not you, ignore this e-mail. Your account has not changed.'),
    ],
  },
})
