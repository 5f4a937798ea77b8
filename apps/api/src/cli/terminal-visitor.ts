import { newId } from '../lib/ids.ts'
import { hashToken, newToken } from '../lib/tokens.ts'
import type { Visitor } from '../lib/visitor.ts'

/** The machine itself, as it appears in the audit log. */
export const terminalVisitor = (command: string, { LANG = '' }: NodeJS.ProcessEnv): Visitor => ({
  ip: null, network: 'terminal', userAgent: `gatehouse ${command}`, deviceHash: hashToken(newToken()), locale: LANG.startsWith('zh') ? 'zh-CN' : 'en', requestId: newId(),
})
