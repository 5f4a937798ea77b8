/** What can happen that somebody may one day have to answer for. */
export const auditActions = [
  'account.registered', 'account.exported', 'account.deleted', 'terms.accepted',
  'session.started', 'session.ended', 'session.others-ended', 'session.reauthenticated', 'session.refresh-reused',
  'code.rejected', 'code.guessing', 'provider.refused', 'provider.unbound', 'handoff.rejected',
  'identity.bound', 'identity.unbound',
  'application.rejected', 'token.reused', 'token.granted-by-password', 'device.allowed', 'device.denied',
  'password.changed', 'password.reset', 'username.changed', 'email.changed',
  'application.created', 'application.updated', 'application.deleted', 'application.secret-added', 'application.secret-deleted',
  'application.disabled', 'application.enabled',
  'consent.granted', 'consent.revoked',
  'user.disabled', 'user.enabled', 'user.groups-changed', 'user.sessions-ended', 'user.password-reset-started',
  'superuser.granted', 'superuser.revoked',
  'group.created', 'group.updated', 'group.deleted', 'permission.created', 'permission.deleted',
  'job.retried', 'audit.exported', 'signing-keys.rotated', 'sessions.all-ended',
] as const
export type AuditAction = typeof auditActions[number]
