import type { AuditAction } from '@gatehouse/contracts/console'
import type { MessageKey } from '../../../preferences/messages.ts'

/** What the codes of the audit log mean, in words: each has some, or this does not compile. */
const names: Record<AuditAction, MessageKey> = {
  'account.registered': 'actions.accountRegistered',
  'account.exported': 'actions.accountExported',
  'account.deleted': 'actions.accountDeleted',
  'user.disabled': 'actions.accountDisabled',
  'user.enabled': 'actions.accountEnabled',
  'user.groups-changed': 'actions.accountGroupsChanged',
  'session.started': 'actions.sessionStarted',
  'session.ended': 'actions.sessionEnded',
  'session.others-ended': 'actions.sessionOthersEnded',
  'user.sessions-ended': 'actions.sessionAllEnded',
  'session.reauthenticated': 'actions.sessionReauthenticated',
  'session.refresh-reused': 'actions.sessionRefreshReused',
  'identity.bound': 'actions.identityBound',
  'identity.unbound': 'actions.identityUnbound',
  'password.changed': 'actions.passwordChanged',
  'password.reset': 'actions.passwordReset',
  'user.password-reset-started': 'actions.passwordResetStarted',
  'username.changed': 'actions.usernameChanged',
  'email.changed': 'actions.emailChanged',
  'application.created': 'actions.applicationCreated',
  'application.updated': 'actions.applicationUpdated',
  'application.deleted': 'actions.applicationDeleted',
  'application.disabled': 'actions.applicationDisabled',
  'application.enabled': 'actions.applicationEnabled',
  'application.secret-added': 'actions.applicationSecretAdded',
  'application.secret-deleted': 'actions.applicationSecretDeleted',
  'consent.granted': 'actions.consentGranted',
  'consent.revoked': 'actions.consentRevoked',
  'group.created': 'actions.groupCreated',
  'group.updated': 'actions.groupUpdated',
  'group.deleted': 'actions.groupDeleted',
  'permission.created': 'actions.permissionCreated',
  'permission.deleted': 'actions.permissionDeleted',
  'job.retried': 'actions.jobRetried',
  'code.rejected': 'actions.codeRejected',
  'provider.refused': 'actions.providerRefused',
  'provider.unbound': 'actions.providerUnbound',
  'handoff.rejected': 'actions.handoffRejected',
  'application.rejected': 'actions.applicationRejected',
  'token.reused': 'actions.tokenReused',
  'token.granted-by-password': 'actions.tokenGrantedByPassword',
  'device.allowed': 'actions.deviceAllowed',
  'device.denied': 'actions.deviceDenied',
  'superuser.granted': 'actions.superuserGranted',
  'superuser.revoked': 'actions.superuserRevoked',
  'audit.exported': 'actions.auditExported',
  'signing-keys.rotated': 'actions.signingKeysRotated',
  'sessions.all-ended': 'actions.allSessionsEnded',
}

/** The words for an action; `null` for one of another release. */
export const actionName = (action: string): MessageKey | null => isKnown(action) ? names[action] : null

const isKnown = (action: string): action is AuditAction => Object.hasOwn(names, action)
