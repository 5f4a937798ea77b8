import { accountRoutes } from './account/routes.ts'
import { applicationRoutes } from './applications/routes.ts'
import { authorizationServerRoutes } from './authorization-server/routes.ts'
import { adminRoutes } from './admin/routes.ts'
import { availabilityRoutes } from './availability/routes.ts'
import { consentRoutes } from './consents/routes.ts'
import { federationRoutes } from './federation/routes.ts'
import { documentRoutes } from './documents/routes.ts'
import type { Features } from './features.ts'
import type { Http } from './http.ts'
import { permissionRoutes } from './permissions/routes.ts'
import { recoveryRoutes } from './recovery/routes.ts'
import { registrationRoutes } from './registration/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { verificationCodeRoutes } from './verification-codes/routes.ts'

/** Every route, by feature. */
export function mountRoutes(http: Http, features: Features) {
  availabilityRoutes(http, features)
  verificationCodeRoutes(http, features)
  registrationRoutes(http, features)
  signInRoutes(http, features)
  sessionRoutes(http, features)
  recoveryRoutes(http, features)
  accountRoutes(http, features)
  documentRoutes(http, features)
  federationRoutes(http, features)
  authorizationServerRoutes(http, features)
  applicationRoutes(http, features)
  consentRoutes(http, features)
  permissionRoutes(http, features)
  adminRoutes(http, features)
}
