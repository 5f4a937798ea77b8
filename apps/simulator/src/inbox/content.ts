import PostalMime, { type Address } from 'postal-mime'
import { findCode } from './code.ts'

/** What a message says, read from its source. Text that a message does not have is empty. */
export interface Content {
  /** As `Name <address>`, or the address alone. */
  from: string
  subject: string
  text: string
  html: string
  /** The six-digit code to type somewhere, if there is one. */
  code: string | null
  messageId: string | null
  /** In their order, names in lower case, values as they were sent. */
  headers: { name: string, value: string }[]
  /** What was attached; its content is not kept. */
  attachments: { filename: string | null, mimeType: string, size: number }[]
}

/** Reads a message (RFC 5322, MIME); `sender` is the envelope's, for messages that do not name one. */
export async function readContent(source: Buffer, sender: string): Promise<Content> {
  const email = await PostalMime.parse(source)
  const { subject = '', text = '', html = '', messageId = null } = email
  return {
    from: email.from ? written(email.from) : sender,
    subject, text, html, messageId,
    code: findCode({ text, html }),
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: email.attachments.map(({ filename, mimeType, content }) => (
      { filename, mimeType, size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength }
    )),
  }
}

const written = ({ name, address }: Address) => address && name ? `${name} <${address}>` : address || name
