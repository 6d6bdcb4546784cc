import type { AlertKind, ChannelType } from '#domain/alerts/types.ts'

export const ALERT_WORDS: Readonly<Record<AlertKind, string>> = {
  'urgent-lead': 'Urgent lead',
  warning: 'Deadline is near',
  breach: 'Deadline missed',
  escalation: 'Escalated',
  unowned: 'Lead without an owner',
  rejected: 'Lead rejected',
  'sync-broken': 'Sync is broken',
  'sync-restored': 'Sync works again',
}

export const CHANNEL_WORDS: Readonly<Record<ChannelType, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  email: 'E-mail',
  webhook: 'Webhook',
}
