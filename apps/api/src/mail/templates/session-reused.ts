import { aside, link, text, type Translated } from './message.ts'

/** After an old refresh token was presented again: one of two holders is a thief. */
export const sessionReused = (values: { username: string, accountUrl: string }): Translated => ({
  'zh-CN': {
    subject: '我们退出了你的一处登录',
    blocks: [
      text(`账号 ${values.username} 的一处登录出现了异常：它的旧凭证被再次使用，可能有人复制了它。为了安全，我们已经让这处登录失效。`),
      text('请重新登录，并看看登录设备里有没有陌生的设备。'),
      link('查看登录设备', values.accountUrl),
      aside('如果刚从备份恢复过浏览器或设备，也会出现这种情况，不必担心。'),
    ],
  },
  'en': {
    subject: 'We signed out one of your devices',
    blocks: [
      text(`Something unusual happened with the account ${values.username}: an old credential of one of your devices was used again, as if someone had copied it. To be safe, we ended that session.`),
      text('Sign in again, and check the list of your devices for one you do not know.'),
      link('See your devices', values.accountUrl),
      aside('If you have just restored a browser or device from a backup, that explains it, and there is nothing to worry about.'),
    ],
  },
})
