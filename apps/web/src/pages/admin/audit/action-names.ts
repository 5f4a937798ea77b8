import type { MessageKey } from '../../../preferences/messages.ts'

/** What the codes of the audit log mean, in words. One that is not here is shown as it is. */
const names: Record<string, MessageKey> = {
  'account.registered': 'actions.accountRegistered',
  'account.exported': 'actions.accountExported',
  'account.deleted': 'actions.accountDeleted',
  'account.disabled': 'actions.accountDisabled',
  'account.enabled': 'actions.accountEnabled',
  'account.groups-changed': 'actions.accountGroupsChanged',
  'session.started': 'actions.sessionStarted',
  'session.ended': 'actions.sessionEnded',
  'session.others-ended': 'actions.sessionOthersEnded',
  'session.all-ended': 'actions.sessionAllEnded',
  'session.reauthenticated': 'actions.sessionReauthenticated',
  'session.refresh-reused': 'actions.sessionRefreshReused',
  'identity.bound': 'actions.identityBound',
  'identity.unbound': 'actions.identityUnbound',
  'password.changed': 'actions.passwordChanged',
  'password.reset': 'actions.passwordReset',
  'password.reset-started': 'actions.passwordResetStarted',
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
}

/** The words for an action; `null` when it has none. */
export const actionName = (action: string): MessageKey | null => Object.hasOwn(names, action) ? names[action] ?? null : null
