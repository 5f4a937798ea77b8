import { aside, text, type Translated } from './message.ts'

/** Instead of a code, when someone wants to move their account to an address that has one already. */
export const addressInUse = (values: { username: string }): Translated => ({
  'zh-CN': {
    subject: '有人想使用你的邮箱',
    blocks: [
      text(`另一个账号想把邮箱换成这个地址，但它已经属于你的账号 ${values.username}，所以没有发验证码。`),
      aside('如果那也是你，请先把这个账号的邮箱换成别的。如果不是，不用理会这封邮件。'),
    ],
  },
  'en': {
    subject: 'Someone wants to use your address',
    blocks: [
      text(`Another account tried to move to this address. It already belongs to your account ${values.username}, so no code was sent.`),
      aside('If that was you, too, first give this account another address. If not, ignore this mail.'),
    ],
  },
})
