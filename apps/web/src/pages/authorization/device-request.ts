import type { Call } from '@gatehouse/client'
import type { programContracts } from '@gatehouse/contracts/programs'

const letters = 8

/** A device's code as it is shown there, `WDJB-MJHT`, from however people type it; `null` when it cannot be one. */
export function userCodeIn(text: string) {
  const code = text.normalize('NFKC').replace(/[\s\p{Pd}_.]/gu, '').toUpperCase()
  return code.length === letters && /^[A-Z0-9]+$/.test(code) ? `${code.slice(0, letters / 2)}-${code.slice(letters / 2)}` : null
}

/** What a device asks for. */
export type DeviceRequest = Awaited<ReturnType<Call<typeof programContracts.devices.read>>>
