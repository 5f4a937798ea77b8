import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'

export type SigningKey = ReturnType<typeof createSigningKey>

/** An RSA key (RS256) made when it is first needed, and kept until it is rotated. */
export function createSigningKey() {
  let made: ReturnType<typeof make> | undefined
  const ready = () => made ??= make()
  return {
    /** From now on there is another one. */
    rotate() { made = undefined },
    /** The public half, for a key set (RFC 7517). */
    publicJwk: async () => (await ready()).publicJwk,
    privateJwk: async () => (await ready()).privateJwk,
    async sign(claims: JWTPayload) {
      const { privateKey, publicJwk } = await ready()
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: publicJwk.kid, typ: 'JWT' }).sign(privateKey)
    },
  }
}

async function make() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const names = { kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' }
  return { privateKey, publicJwk: { ...jwk, ...names }, privateJwk: { ...await exportJWK(privateKey), ...names } }
}
