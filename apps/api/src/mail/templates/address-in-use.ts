import { aside, text, type Translated } from './message.ts'

/** Instead of a code, when someone wants to move their account to an address that has one already. */
export const addressInUse = (values: { username: string }): Translated => ({
  'zh-CN': {
    subject: '有人尝试使用你的邮箱',
    blocks: [
      text(`有其他账号尝试更换为此邮箱。此邮箱已绑定你的账号 ${values.username}，因此未发送验证码。`),
      aside('如为本人操作，请先更换此账号的邮箱。如非本人操作，请忽略此邮件。'),
    ],
  },
  'en': {
    subject: 'Someone tried to use your e-mail address',
    blocks: [
      text(`Another account tried to change its e-mail to this address. The address belongs to your account ${values.username}, so no code was sent.`),
      aside('If this was you, change the e-mail of this account first. Otherwise, ignore this e-mail.'),
    ],
  },
})
