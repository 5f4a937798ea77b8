import { aside, link, text, type Translated } from './message.ts'

/** Instead of a registration code, to an address that has an account: only its owner learns so. */
export const alreadyRegistered = (values: { username: string, signInUrl: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '这个邮箱已经注册过了',
    blocks: [
      text(`有人用这个邮箱注册门楼账号，但它已经属于账号 ${values.username}，所以这次没有发验证码。`),
      text('直接登录就可以，用户名或邮箱都行。'),
      link('去登录', values.signInUrl),
      text(`忘记密码了？可以在这里重设：${values.resetUrl}`),
      aside('如果不是你在注册，不用理会这封邮件，你的账号没有任何变化。'),
    ],
  },
  'en': {
    subject: 'This address already has an account',
    blocks: [
      text(`Someone tried to register with this address. It already belongs to the account ${values.username}, so no code was sent.`),
      text('Just sign in, with your username or with this address.'),
      link('Sign in', values.signInUrl),
      text(`Forgotten the password? Set a new one here: ${values.resetUrl}`),
      aside('If this was not you, ignore this mail. Nothing about your account has changed.'),
    ],
  },
})
