import { expect, type Page } from '@playwright/test'
import { places } from './deployments.ts'

/** As the Chinese pages call them. */
const chinese: Record<string, string> = { Weibo: '微博', WeChat: '微信', Feishu: '飞书', DingTalk: '钉钉' }
export const atSimulator = new RegExp(`^http://localhost:${places.simulatorPort}/`)

/** Presses the button of a provider, and chooses somebody, or cancelling, on its page. */
export async function go(page: Page, label: string, choice: string) {
  const isChinese = await page.locator('html').getAttribute('lang') === 'zh-CN'
  const wanted = page.getByRole('button', { name: isChinese ? chinese[label] ?? label : label })
  // Those that do not come first are behind a button of their own.
  const more = page.getByRole('button', { name: isChinese ? '更多登录方式' : 'More ways to sign in', exact: true })
  await expect(wanted.or(more).first()).toBeVisible()
  if (!await wanted.isVisible()) await more.click()
  await wanted.click()
  await page.waitForURL(atSimulator)
  await page.locator(`a[href*="simulator_person=${choice}"]`).first().click()
}
