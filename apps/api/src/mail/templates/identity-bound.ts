import { aside, text, type Translated } from './message.ts'

/** After a third-party account was linked. */
export const identityBound = (values: { username: string, provider: string, accountUrl: string }): Translated => ({
  'zh-CN': {
    subject: `已绑定 ${values.provider}`,
    blocks: [
      text(`账号 ${values.username} 已绑定 ${values.provider}，可使用其登录。`),
      aside(`如非本人操作，请立即解除绑定并修改密码：${values.accountUrl}`),
    ],
  },
  'en': {
    subject: `${values.provider} was linked to your account`,
    blocks: [
      text(`You can now sign in to the account ${values.username} with ${values.provider}.`),
      aside(`If this was not you, unlink it immediately and change your password: ${values.accountUrl}`),
    ],
  },
})
