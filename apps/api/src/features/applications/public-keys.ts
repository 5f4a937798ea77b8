import { importJWK } from 'jose'
import { z } from 'zod'

const text = z.string().regex(/^[\x20-\x7e]{1,2000}$/)
const common = { kid: text.exactOptional(), use: z.literal('sig').exactOptional() }
const curves = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' } as const

/** The public members of keys that sign (RFC 7518 section 6, RFC 8037), and what each signs with. Others are not kept. */
const PublicKey = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('RSA'), n: text, e: text, alg: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']).exactOptional(), ...common }),
  z.object({ kty: z.literal('EC'), crv: z.enum(['P-256', 'P-384', 'P-521']), x: text, y: text, alg: z.enum(['ES256', 'ES384', 'ES512']).exactOptional(), ...common })
    .refine(({ crv, alg }) => alg === undefined || alg === curves[crv]),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: text, alg: z.enum(['EdDSA', 'Ed25519']).exactOptional(), ...common }),
])
type PublicKey = z.output<typeof PublicKey>

/** Members that nobody but the owner may have; whoever sends one has sent the wrong file. */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
const smallestModulus = 2048

/** A set of keys as it may be stored, by the index of the first that is not a public signing key otherwise. */
export async function readPublicKeys(keys: readonly Record<string, unknown>[]): Promise<{ keys: PublicKey[] } | { fault: number }> {
  const read = []
  for (const [index, given] of keys.entries()) {
    const { success, data } = PublicKey.safeParse(given)
    if (!success || secretMembers.some(member => Object.hasOwn(given, member)) || !await imports(data)) return { fault: index }
    read.push(data)
  }
  return { keys: read }
}

async function imports(key: PublicKey) {
  try {
    const imported = await importJWK(key, key.alg ?? usual(key))
    if (imported instanceof Uint8Array || imported.type !== 'public') return false
    return !('modulusLength' in imported.algorithm) || Number(imported.algorithm.modulusLength) >= smallestModulus
  } catch {
    return false
  }
}

function usual(key: PublicKey) {
  if (key.kty === 'EC') return curves[key.crv]
  return key.kty === 'RSA' ? 'RS256' : 'EdDSA'
}
