import { aside, text, type Translated } from './message.ts'

/** After a third-party account was unlinked. */
export const identityUnbound = (values: { username: string, provider: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: `已解除绑定 ${values.provider}`,
    blocks: [
      text(`账号 ${values.username} 已解除绑定 ${values.provider}，无法再使用其登录。`),
      aside(`如非本人操作，请立即重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: `${values.provider} was unlinked from your account`,
    blocks: [
      text(`You can no longer sign in to the account ${values.username} with ${values.provider}.`),
      aside(`If this was not you, reset your password immediately: ${values.resetUrl}`),
    ],
  },
})
