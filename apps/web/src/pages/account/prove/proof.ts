import { ApiProblem, Unreachable } from '@gatehouse/client/errors'
import { inject, provide, readonly, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import { useSessionStore } from '../../../stores/session.ts'

/** Asks people to prove anew that it is them, when an action needs it. */
export interface Proof {
  /** The dialog is open. */
  isAsked: Readonly<Ref<boolean>>
  /** The dialog was answered: proved, or not wanted. */
  answer: (proved: boolean) => void
  /**
   * Does something; when the API wants a fresh proof first, asks for it and does it then.
   *
   * @throws Unreachable `aborted` when the person does not want to, and whatever the action throws.
   */
  withProof: <T>(action: () => Promise<T>) => Promise<T>
}

const proofKey: InjectionKey<Proof> = Symbol('proof')

export function createProof(): Proof {
  const isAsked = shallowRef(false)
  let settle: ((proved: boolean) => void) | null = null

  function ask() {
    settle?.(false)
    isAsked.value = true
    return new Promise<boolean>((resolve) => { settle = resolve })
  }

  return {
    isAsked: readonly(isAsked),
    answer(proved) {
      isAsked.value = false
      settle?.(proved)
      settle = null
    },
    async withProof(action) {
      try {
        return await action()
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'reauthentication_required') throw error
        if (!await ask()) throw new Unreachable('aborted')
        return action()
      }
    },
  }
}

export function provideProof(): Proof {
  const proof = createProof()
  provide(proofKey, proof)
  // Whoever is signed in by then neither answers what another was asked, nor does what another has begun.
  const session = useSessionStore()
  watch(() => session.user?.id, () => proof.answer(false), { flush: 'sync' })
  return proof
}

export function useProof(): Proof {
  const proof = inject(proofKey)
  if (!proof) throw new Error('no proof was provided')
  return proof
}
