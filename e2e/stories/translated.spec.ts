import { expect, test } from '../support/test.ts'

/** Does what translators of browsers do: each text gives way to an element with the translation. */
const translate = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) if (walker.currentNode instanceof Text && walker.currentNode.data.trim() !== '') texts.push(walker.currentNode)
  for (const text of texts) {
    const translation = document.createElement('font')
    translation.textContent = `«${text.data.trim()}»`
    text.replaceWith(translation)
  }
}

test('what changes on a page is seen to change while the browser translates it', async ({ page, language }) => {
  const other = language === 'en' ? 'zh-CN' : 'en'
  const names = { 'en': 'English', 'zh-CN': '中文' }
  const speak = async (wanted: 'en' | 'zh-CN') => {
    await page.getByRole('button', { name: names[wanted], exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', wanted)
  }
  const texts = async () => (await page.locator('#app').innerText()).split('\n').map(line => line.trim()).filter(line => line !== '')

  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: /GitHub/ })).toBeVisible()
  await speak(other)
  const inOther = await texts()
  await speak(language)
  const staySame = (await texts()).filter(text => inOther.includes(text))

  await page.evaluate(translate)
  expect((await texts()).filter(text => text.startsWith('«')).length).toBeGreaterThan(staySame.length)
  // The translator has replaced the name of the language, too.
  await page.getByRole('button', { name: `«${names[other]}»` }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', other)
  await expect.poll(async () => (await texts()).filter(text => text.startsWith('«') && !staySame.includes(text.slice(1, -1)))).toEqual([])
  expect((await texts()).join('\n')).toContain(inOther.find(text => !staySame.includes(text)) ?? '')
})
