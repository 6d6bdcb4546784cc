import type { LinkId } from '../ids.ts'
import type { Instant } from '../instant.ts'

/** What people are told of. One alert for each change of state; a new kind is one line here and one template. */
export const ALERT_KINDS = [
  'urgent-lead',
  'warning',
  'breach',
  'escalation',
  'unowned',
  'rejected',
  'sync-broken',
  'sync-restored',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const CHANNEL_TYPES = ['slack', 'teams', 'email', 'webhook'] as const
export type ChannelType = (typeof CHANNEL_TYPES)[number]

/** Where alerts go. Addresses with secrets in them are environment variables: the document names the variable. */
export type Channel =
  | { readonly type: 'slack' | 'teams'; readonly urlFrom: string }
  | { readonly type: 'email'; readonly to: readonly string[] }
  /** POST of JSON, signed: see docs/alerts.md. */
  | { readonly type: 'webhook'; readonly urlFrom: string; readonly secretFrom: string }

/** Which alerts go where. Every rule that fits sends. `owner` and `manager` are e-mails to those people. */
export interface AlertRule {
  readonly on: readonly AlertKind[]
  /** Names of channels, `owner` or `manager`. */
  readonly to: readonly string[]
  /** Only for handoffs of these urgencies; empty: all, and alerts without a lead. */
  readonly urgency: readonly string[]
}

export interface AlertsConfig {
  readonly channels: Readonly<Record<string, Channel>>
  readonly rules: readonly AlertRule[]
  /** More than `most` alerts for one channel within the window become one message with a list. */
  readonly grouping: { readonly windowSeconds: number; readonly most: number }
  /** Alerts, and finished actions of the ladder, are removed after so many days. */
  readonly keepDays: number
  /** Text by kind, with `{lead}`, `{company}`, `{reason}`, `{deadline}`, `{owner}`, `{urgency}`, `{campaign}`, `{policy}`, `{link}`; others have Tandem's own. */
  readonly templates: Readonly<Partial<Record<AlertKind, string>>>
}

/** Something to tell people, once. */
export interface Alert {
  /** The same event has the same id, however often it is noticed: `kind`, what it is about, which change of state. */
  readonly id: string
  readonly kind: AlertKind
  readonly at: Instant
  readonly linkId: LinkId | null
  readonly handoffId: string | null
  /** Values for the template; all strings are ready for people. */
  readonly facts: AlertFacts
  /** Who is meant by `owner` and `manager`; null: nobody known. */
  readonly ownerEmail: string | null
  readonly managerEmail: string | null
  /** Channels besides those of the rules: a step of a ladder names its own. */
  readonly alsoTo: readonly string[]
}

export interface AlertFacts {
  readonly lead: string
  readonly company: string
  readonly reason: string
  readonly deadline: string
  readonly owner: string
  readonly urgency: string
  readonly campaign: string
  readonly policy: string
  readonly link: string
}
