import { aside, text, type Translated } from './message.ts'

/** After a way in through a provider was added. */
export const identityBound = (values: { username: string, provider: string, accountUrl: string }): Translated => ({
  'zh-CN': {
    subject: `已绑定 ${values.provider}`,
    blocks: [
      text(`账号 ${values.username} 刚刚绑定了 ${values.provider}，以后可以用它登录。`),
      aside(`如果不是你操作的，请马上到账号页解除绑定，并修改密码：${values.accountUrl}`),
    ],
  },
  'en': {
    subject: `${values.provider} was linked to your account`,
    blocks: [
      text(`The account ${values.username} can now be signed in to through ${values.provider}.`),
      aside(`If this was not you, unlink it at once and change your password: ${values.accountUrl}`),
    ],
  },
})
