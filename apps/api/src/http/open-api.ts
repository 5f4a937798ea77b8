import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** Describes every route mounted after it: OpenAPI 3.1 at `/openapi.json`, for people at `/docs`. */
export async function describeApi(app: FastifyInstance, apiUrl: string) {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gatehouse', version: '0.1.0', description: 'Registration, sign-in and sessions. Errors are RFC 9457 problems with a stable `code`.' },
      servers: [{ url: apiUrl }],
      components: {
        securitySchemes: {
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          application: { type: 'openIdConnect', openIdConnectUrl: `${apiUrl}/.well-known/openid-configuration` },
        },
      },
    },
    transform: jsonSchemaTransform,
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { deepLinking: true, tryItOutEnabled: false } })
}
