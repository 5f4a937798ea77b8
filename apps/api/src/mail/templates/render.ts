import type { Locale } from '@gatehouse/contracts'
import type { Block, Message } from './message.ts'

const brand: Record<Locale, string> = { 'zh-CN': '门楼 Gatehouse', 'en': 'Gatehouse' }

/** A message as plain text and as HTML that mail programs of every age can show. What people typed is never markup. */
export function render(message: Message, locale: Locale) {
  return {
    subject: message.subject,
    text: [...message.blocks.map(asText), `— ${brand[locale]}`].join('\n\n') + '\n',
    html: page(message, locale),
  }
}

function asText(block: Block) {
  if (block.kind === 'code') return `    ${block.code}`
  if (block.kind === 'link') return `${block.label}\n${block.url}`
  if (block.kind === 'list') return block.items.map(item => `- ${item}`).join('\n')
  return block.text
}

function asHtml(block: Block) {
  switch (block.kind) {
    case 'text': return `<p style="margin:0 0 16px">${escape(block.text)}</p>`
    case 'code': return `<p style="margin:8px 0 24px;font:600 32px/1.3 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.2em;color:#b4372a">${escape(block.code)}</p>`
    case 'link': return `<p style="margin:8px 0 24px"><a href="${escape(block.url)}" style="display:inline-block;padding:11px 20px;border-radius:10px;background:#b4372a;color:#ffffff;text-decoration:none">${escape(block.label)}</a></p>`
    case 'list': return `<ul style="margin:0 0 16px;padding-left:20px">${block.items.map(item => `<li>${escape(item)}</li>`).join('')}</ul>`
    case 'aside': return `<p style="margin:24px 0 0;padding-top:16px;border-top:1px solid #e6e3dc;color:#5b6470;font-size:14px">${escape(block.text)}</p>`
  }
}

function page({ subject, blocks }: Message, locale: Locale) {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>${escape(subject)}</title></head>
<body style="margin:0;background:#fbfaf7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="480" cellpadding="0" cellspacing="0" style="max-width:480px;width:100%"><tr><td style="padding:32px;background:#ffffff;border:1px solid #e6e3dc;border-radius:14px;font:16px/1.6 system-ui,-apple-system,'Segoe UI','PingFang SC','Noto Sans SC','Microsoft YaHei',sans-serif;color:#1b1f24;text-align:left">
<p style="margin:0 0 24px;font-weight:600;color:#b4372a">${escape(brand[locale])}</p>
${blocks.map(asHtml).join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>
`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, character => entities[character] ?? character)
