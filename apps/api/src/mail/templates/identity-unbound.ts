import { aside, text, type Translated } from './message.ts'

/** After a way in through a provider was removed. */
export const identityUnbound = (values: { username: string, provider: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: `已解除绑定 ${values.provider}`,
    blocks: [
      text(`账号 ${values.username} 刚刚解除了和 ${values.provider} 的绑定，不能再用它登录。`),
      aside(`如果不是你操作的，请马上重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: `${values.provider} was unlinked from your account`,
    blocks: [
      text(`The account ${values.username} can no longer be signed in to through ${values.provider}.`),
      aside(`If this was not you, set a new password at once: ${values.resetUrl}`),
    ],
  },
})
