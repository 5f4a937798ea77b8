import { expect } from '@playwright/test'
import { places } from './deployments.ts'

interface Mail { id: string, to: string, subject: string, text: string, html: string }

/** Mail as people read it: out of the simulator's inbox. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const answer = await fetch(`http://localhost:${places.simulatorPort}/inbox/messages?to=${encodeURIComponent(address)}`)
  const { messages }: { messages: Mail[] } = JSON.parse(await answer.text())
  return messages
}

/** The code in the newest mail to an address, once there are `count` mails with one. */
export async function codeMailedTo(address: string, count = 1): Promise<string> {
  const codes = async () => (await mailsTo(address)).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? [])
  await expect.poll(async () => (await codes()).length, { message: `a code for ${address}`, timeout: 60_000 }).toBeGreaterThanOrEqual(count)
  return (await codes())[0] ?? ''
}
