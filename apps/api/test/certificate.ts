import { generateKeyPairSync, sign } from 'node:crypto'

export const serverName = 'sso.example.com'

/** DER (X.690): a tag, the length of what follows, and that. */
function encode(tag: number, ...content: (Uint8Array | readonly number[])[]) {
  const body = Buffer.concat(content.map(part => Uint8Array.from(part)))
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...content: Uint8Array[]) => encode(0x30, ...content)
const identifier = (hex: string) => encode(0x06, Buffer.from(hex, 'hex'))
const extension = (hex: string, ...value: Uint8Array[]) => sequence(identifier(hex), encode(0x04, ...value))
const pem = (label: string, content: Buffer) => `-----BEGIN ${label}-----\n${content.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`

/** A certificate for `serverName`, signed by itself (RFC 5280 section 4.1), good from 2020 to 2120. */
function selfSigned() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const name = sequence(encode(0x31, sequence(identifier('550403'), encode(0x0c, Buffer.from(serverName)))))
  const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
  const described = sequence(
    encode(0xa0, encode(0x02, [2])), encode(0x02, [1]), ecdsaWithSha256, name,
    sequence(encode(0x17, Buffer.from('200101000000Z')), encode(0x18, Buffer.from('21200101000000Z'))), name,
    publicKey.export({ type: 'spki', format: 'der' }),
    // Its name (subjectAltName), and that it may sign itself (basicConstraints).
    encode(0xa3, sequence(extension('551d11', sequence(encode(0x82, Buffer.from(serverName)))), extension('551d13', sequence(encode(0x01, [0xff]))))),
  )
  const signed = sequence(described, ecdsaWithSha256, encode(0x03, [0], sign('sha256', described, privateKey)))
  return { certificate: pem('CERTIFICATE', signed), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** Made anew by each process that runs tests: no key is kept. */
export const { certificate, key } = selfSigned()
