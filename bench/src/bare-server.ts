// A bare Fastify with @fastify/jwt: the least that could answer "who am I" to an access token. No cache, as ours.
import { generateKeyPairSync } from 'node:crypto'
import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
const app = Fastify()
await app.register(fastifyJwt, { secret: { private: privateKey, public: publicKey }, sign: { algorithm: 'ES256', expiresIn: '1h' }, verify: { algorithms: ['ES256'] } })
app.get('/users/me', { onRequest: request => request.jwtVerify() }, async request => request.user)
await app.listen({ host: 'localhost', port: Number(process.env.PORT) })
process.stdout.write(`${app.jwt.sign({ sub: 'person-0', sid: 'x', username: 'person-0', email: 'person-0@example.com' })}\n`)
